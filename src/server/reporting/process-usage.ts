/** Memory and cpu time of processes, from the system's texts. */

export interface ProcessUsage {
  readonly rssBytes: number;
  readonly vszBytes: number;
  /** User and system, since the process began. */
  readonly cpuMicros: number;
}

/** Units of the numbers in /proc. */
export interface SystemUnits {
  readonly pageBytes: number;
  readonly ticksPerSecond: number;
}

/** `/proc/PID/stat`; null when it is not that. The name in it may contain anything, blanks and brackets too. */
export function parseProcStat(text: string, units: SystemUnits): ProcessUsage | null {
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  // proc(5) counts from 1, and what was cut off were the first two.
  const field = (number: number): number => Number(fields[number - 3]);
  const usage = {
    rssBytes: field(24) * units.pageBytes,
    vszBytes: field(23),
    cpuMicros: Math.round(((field(14) + field(15)) * 1_000_000) / units.ticksPerSecond),
  };
  return Object.values(usage).every(Number.isFinite) ? usage : null;
}

/** Lines of `ps -o pid=,rss=,vsz=,time=`. */
export function parsePs(text: string): Map<number, ProcessUsage> {
  const found = new Map<number, ProcessUsage>();
  for (const line of text.split('\n')) {
    const [pid = '', rss = '', vsz = '', time = ''] = line.trim().split(/\s+/);
    const cpuMicros = parseCpuTime(time);
    if (!/^\d+$/.test(pid) || cpuMicros === null) continue;
    found.set(Number(pid), { rssBytes: Number(rss) * 1024, vszBytes: Number(vsz) * 1024, cpuMicros });
  }
  return found;
}

/** `[[days-]hours:]minutes:seconds[.hundredths]` */
function parseCpuTime(text: string): number | null {
  const match = /^(?:(?:(\d+)-)?(\d+):)?(\d+):(\d+(?:\.\d+)?)$/.exec(text);
  if (match === null) return null;
  const [days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0));
  const whole = ((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0);
  return Math.round((whole * 60 + (seconds ?? 0)) * 1_000_000);
}

/** From `/proc/self/auxv`: pairs of 64-bit numbers, a key and a value. What is not in it is as on most machines. */
export function parseAuxv(bytes: Uint8Array): SystemUnits {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Map<bigint, number>();
  for (let at = 0; at + 16 <= bytes.length; at += 16) {
    values.set(view.getBigUint64(at, true), Number(view.getBigUint64(at + 8, true)));
  }
  return { pageBytes: values.get(PAGE_SIZE_KEY) ?? 4096, ticksPerSecond: values.get(CLOCK_TICK_KEY) ?? 100 };
}

const PAGE_SIZE_KEY = 6n;
const CLOCK_TICK_KEY = 17n;
