const NOBODY = 65_534;

/**
 * Runs the work as somebody to whom permissions mean something: root, which CI is, may do everything. Everybody else
 * stays who they are.
 */
export async function asNobody<T>(work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return await work();
  process.seteuid?.(NOBODY);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}
