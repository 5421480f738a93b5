// Stages one drill on one peer and reads it as tstop does, once a second.

import type { TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { withHostFacts } from '../../../src/monitor/host/host-facts.js';
import type { Reading } from '../../../src/monitor/metrics/sample/reading.js';
import { parseStats } from '../../../src/stats/parse.js';
import type { WorkersDocument } from '../../../src/stats/schema.js';
import { waitFor } from '../../wait-for.js';
import type { DrillServer } from '../drill-server.js';
import type { Drill, Peer, Stage } from './drill.js';
import { startPeer } from './peer-server.js';
import { type Look, type Recording, trimmed } from './recording.js';

const INTERVAL_MS = 1000;

/** null when the peer is not here and the test has been marked as skipped. */
export async function runDrill(t: TestContext, drill: Drill, peer: Peer): Promise<Recording | null> {
  const server = await startPeer(t, peer, drill);
  if (server === null) return null;
  const reader = new Reader(server);
  t.after(() => reader.stop());
  let beginSecond: number | null = null;
  let endSecond: number | null = null;
  await drill.live({
    t,
    server,
    begin: () => {
      beginSecond ??= Date.now() / 1000;
    },
    end: () => {
      endSecond = Date.now() / 1000;
    },
    readings: (count) => reader.more(count),
    shows: (what, isThere) => reader.shows(what, isThere),
    newest: () => reader.newest(),
  } satisfies Stage);
  reader.stop();
  return { looks: reader.looks, beginSecond, endSecond };
}

class Reader {
  readonly looks: Look[] = [];
  readonly #server: DrillServer;
  #document: WorkersDocument | null = null;
  #over = false;

  constructor(server: DrillServer) {
    this.#server = server;
    void this.#read();
  }

  stop(): void {
    this.#over = true;
  }

  newest(): WorkersDocument {
    if (this.#document === null) throw new Error('nothing has been read');
    return this.#document;
  }

  async more(count: number): Promise<void> {
    const wanted = this.looks.length + count;
    await waitFor(`${count} readings`, () => this.looks.length >= wanted);
  }

  async shows(what: string, isThere: (document: WorkersDocument) => boolean): Promise<void> {
    await waitFor(`the stats to show ${what}`, () => this.#document !== null && isThere(this.#document));
  }

  async #read(): Promise<void> {
    let text = '';
    const source = withHostFacts(
      {
        read: async (): Promise<Reading> => {
          const startMs = performance.now();
          text = (await this.#server.text()) ?? '';
          return {
            receivedAtMs: Date.now(),
            durationMs: Math.round(performance.now() - startMs),
            bytes: text.length,
            protocol: 'raw',
            document: parseStats(text).document,
            repaired: false,
            more: true,
          };
        },
        close: () => {},
      },
      { queues: false },
    );
    while (!this.#over) {
      const startMs = performance.now();
      const reading = await source.read().catch(() => null);
      if (reading !== null && !this.#over) this.#keep(reading, text);
      await delay(Math.max(50, INTERVAL_MS - (performance.now() - startMs)));
    }
    source.close();
  }

  #keep({ document, receivedAtMs, durationMs, host }: Reading, text: string): void {
    if (document.kind !== 'workers') return;
    this.#document = document;
    this.looks.push({
      ts: receivedAtMs / 1000,
      ms: durationMs,
      doc: trimmed(text),
      host: Object.fromEntries(host?.memory ?? []),
      ended: Object.fromEntries(host?.ended ?? []),
      oomKills: host?.oomKills ?? null,
    });
  }
}
