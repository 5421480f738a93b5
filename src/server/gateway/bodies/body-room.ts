import { MemoryBudget } from '../answers/memory-budget.js';

/** What all bodies of a gateway may have in memory together; when it is used up, the next ones go to files. */
const sharedMemoryBytes = 16_777_216;

export const bodyMemory = new MemoryBudget(sharedMemoryBytes);
