import type { Match } from '../../../core/matches.ts'

/**
 * The name a barrel publishes from now on for something it passes on. A plain rename moves the public name along with
 * its consumers, unless the entry keeps it; a default export has no name of its own to move.
 */
export const publicNameAfter = ({ migration, target, keepsRetiredName }: Match, before: string): string => {
  if (migration.kind !== 'symbol' || target?.name == null) return before
  if (migration.keepPublicName && keepsRetiredName !== true) return before
  const isPlain = (name: string) => name !== 'default' && name !== '*' && !name.includes('.')
  return migration.from.name === before && isPlain(before) && isPlain(target.name) ? target.name : before
}

/** The retired name, where it has to be published beside the new one. */
export const retiredNameBeside = (match: Match, before: string): string | null =>
  match.keepsRetiredName === true && publicNameAfter(match, before) !== before ? before : null
