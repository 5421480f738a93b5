import { parseFilterFor, refuseUnknownFields } from '../cli/filter.js';
import type { SnapshotOptions } from '../cli/options.js';
import type { Observed } from '../metrics/observation.js';
import type { Sample } from '../metrics/sample/sample.js';
import type { Selection } from '../snapshot/selection.js';
import type { Layout, RenderSnapshot } from '../snapshot/snapshot.js';
import { mainViewOf, viewsOf } from '../snapshot/views.js';
import type { Source } from '../sources/source.js';
import type { SnapshotIo } from './snapshot-io.js';
import type { Output } from './snapshot-output.js';

/** Turns observations into text and hands it to the output, which is opened when there is something to write. */
export class SnapshotWriter {
  readonly #options: SnapshotOptions;
  readonly #io: SnapshotIo;
  readonly #render: RenderSnapshot;
  #selection: Selection | null = null;
  #output: Output | null = null;
  #written = 0;

  constructor(options: SnapshotOptions, io: SnapshotIo, render: RenderSnapshot) {
    this.#options = options;
    this.#io = io;
    this.#render = render;
  }

  /** Throws `UsageError` if the document has not the fields that were asked for. */
  async write(observation: Observed): Promise<void> {
    this.#selection ??= await this.#settledSelection(observation.sample);
    const { addressText } = this.#options;
    const output = await this.#opened();
    const layout = this.#layout(this.#written === 0 && !output.continues);
    await output.write(
      this.#render({ observation, address: addressText, selection: this.#selection }, layout),
    );
    this.#written += 1;
  }

  /** Tells scrapers that there is no reading; other formats have no words for that. */
  async writeDown(): Promise<void> {
    if (this.#options.format !== 'openmetrics') return;
    const { openMetricsDown } = await import('../snapshot/openmetrics/openmetrics.js');
    const output = await this.#opened();
    await output.write(openMetricsDown(this.#options.addressText));
  }

  async close(): Promise<void> {
    await this.#output?.close();
    this.#output = null;
  }

  async #opened(): Promise<Output> {
    const { output, repeat } = this.#options;
    this.#output ??= await this.#io.openOutput(output, repeat.kind === 'batch');
    return this.#output;
  }

  #layout(first: boolean): Layout {
    const { headers, pretty, reveal, alsoSecret, ascii, width, output } = this.#options;
    const terminal = output === null ? this.#io.columns : null;
    return { headers, pretty, reveal, alsoSecret, ascii, first, width: width ?? terminal };
  }

  /** Only now is the kind of server known, and so the meaning of names where no view was named. */
  async #settledSelection(sample: Sample): Promise<Selection> {
    const { selection, addressText, filterText } = this.#options;
    const view = selection.view ?? mainViewOf(sample);
    if (view === 'all') return selection;
    if (!viewsOf(sample).includes(view)) {
      this.#io.writeError(`No ${view} in the stats of "${addressText}": its view is ${mainViewOf(sample)}`);
    }
    refuseUnknownFields(selection, view);
    return { ...selection, filter: await parseFilterFor(filterText, view) };
  }
}

/** Input of one run. */
export interface SnapshotRun {
  readonly options: SnapshotOptions;
  readonly io: SnapshotIo;
  readonly source: Source;
  readonly writer: SnapshotWriter;
}
