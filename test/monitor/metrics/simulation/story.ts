/** A look by hand: `node dist/test/monitor/metrics/simulation/story.js WORD` prints what is said of incidents. */
import { HEALTHY, INCIDENTS, SECONDS } from './incidents.js';
import { changesIn, saidOf, storyOf } from './readings-of.js';

const word = process.argv[2] ?? '';
const all: Record<string, () => import('./incident-server.js').Scenario> = { ...HEALTHY };
for (const [name, make] of Object.entries(INCIDENTS)) all[name] = () => make().scenario;
for (const [name, make] of Object.entries(all)) {
  if (!name.includes(word)) continue;
  const said = saidOf(make(), SECONDS);
  process.stdout.write(`== ${name}: ${changesIn(said)} changes\n${storyOf(said)}\n`);
}
