/** The part of a worker that one of several gateways sees. */

import { coresForGateway, type Hello } from '../messages/link-frames.js';
import type { WorkersConfig } from '../options/config/server-config.js';

/** The part of a worker's hello that counts here. */
type Size = Pick<Hello, 'slot' | 'threads'>;

interface ShareSettings {
  readonly workers: WorkersConfig;
  readonly gateways: number;
  readonly index: number;
}

export function expectedCores({ slot, threads }: Size, { gateways, index }: ShareSettings): number {
  return coresForGateway(slot, threads, gateways, index);
}

/** Of `--max-requests`, this gateway's share. Jitter keeps workers from being spent together. */
export function requestsUntilSpent(hello: Size, settings: ShareSettings): number {
  const { maxRequests, maxRequestsDelta } = settings.workers;
  if (maxRequests === null || maxRequests <= 0) return Number.POSITIVE_INFINITY;
  const jitter = Math.random() * (maxRequestsDelta ?? maxRequests / 10);
  const share = expectedCores(hello, settings) / hello.threads;
  return Math.max(1, Math.round((maxRequests + Math.floor(jitter)) * share));
}
