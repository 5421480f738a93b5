/**
 * Milliseconds that this process has had a processor so far. Between two moments it tells how long a computation takes,
 * also on a machine that has other work.
 */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
