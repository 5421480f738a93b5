import type { LegionMemberStats, LegionStats } from '../../../stats/master-blocks.js';
import type { LegionMemberSample, LegionSample } from '../sample/block-samples.js';
import { countOf, millisecondsOf } from '../sample/counters.js';

/** `serverMs`: now, by the clock of the server. */
export function legionSamples(legions: readonly LegionStats[], serverMs: number): readonly LegionSample[] {
  return legions.map((legion) => {
    const lordSinceMs = millisecondsOf(legion.i_am_the_lord);
    return {
      name: legion.legion,
      address: legion.addr,
      state: lordSinceMs !== null ? 'lord' : hasLord(legion) ? 'member' : 'no lord',
      valor: countOf(legion.valor),
      lordSinceMs,
      lordValor: countOf(legion.lord_valor),
      lordUuid: legion.lord_uuid === '' ? null : legion.lord_uuid,
      uuid: legion.uuid,
      quorum: countOf(legion.quorum),
      nodes: legion.nodes,
      members: legion.members?.map((member) => memberSample(member, serverMs)) ?? null,
      checksum: countOf(legion.checksum),
    };
  });
}

/** Before the first vote the lord's number is written as blanks or zeros. */
function hasLord({ lord_uuid, lord_valor }: LegionStats): boolean {
  return /[1-9a-f]/i.test(lord_uuid ?? '') || (lord_valor ?? 0) > 0;
}

function memberSample(member: LegionMemberStats, serverMs: number): LegionMemberSample {
  const seenMs = millisecondsOf(member.last_seen);
  return {
    name: member.name,
    valor: countOf(member.valor),
    lastSeenSeconds: seenMs === null ? null : Math.max(0, serverMs - seenMs) / 1000,
  };
}
