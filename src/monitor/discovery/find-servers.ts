import { type Candidate, type HostPicture, type ServerOnHost, serversOnHost } from './candidates.js';
import { type Finding, probe } from './probe.js';

/** A stats server of this host. */
export interface FoundStats {
  readonly server: ServerOnHost;
  readonly candidate: Candidate;
}

export interface FoundOnHost {
  readonly open: readonly FoundStats[];
  /** This user may not connect to them. */
  readonly denied: readonly FoundStats[];
  /** They have no stats, or none that could be found. */
  readonly without: readonly ServerOnHost[];
}

export async function findServers(
  picture: HostPicture,
  ask: (candidate: Candidate) => Promise<Finding> = probe,
): Promise<FoundOnHost> {
  const servers = serversOnHost(picture);
  const asked = await Promise.all(
    servers.flatMap((server) =>
      server.candidates.map(async (candidate) => ({ server, candidate, finding: await ask(candidate) })),
    ),
  );
  // A path that was bound anew leads to the server that did so last.
  const last = asked.filter(
    ({ candidate }, index) =>
      asked.findLastIndex((one) => one.candidate.address === candidate.address) === index,
  );
  const of = (kind: Finding['kind']) => last.filter(({ finding }) => finding.kind === kind);
  const [open, denied] = [of('stats'), of('denied')];
  const known = new Set([...open, ...denied].map(({ server }) => server));
  return { open, denied, without: servers.filter((server) => !known.has(server)) };
}
