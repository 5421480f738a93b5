import { MemoryBudget } from '../answers/memory-budget.js';

/** Memory for all bodies of a gateway together; when it is used up, the next ones go to files. */
const SHARED_MEMORY_BYTES = 16_777_216;

export const bodyMemory = new MemoryBudget(SHARED_MEMORY_BYTES);
