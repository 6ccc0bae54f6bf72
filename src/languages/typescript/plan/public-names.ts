import type { Match } from '../../../core/matches.ts'

/**
 * The name a barrel publishes from now on for something it passes on. A plain rename moves the public name along with
 * its consumers, unless the entry keeps it; a default export has no name of its own to move.
 */
export const publicNameAfter = ({ migration, target }: Match, before: string): string => {
  if (migration.kind !== 'symbol' || migration.keepPublicName || target?.name == null) return before
  const isPlain = (name: string) => name !== 'default' && name !== '*' && !name.includes('.')
  return migration.from.name === before && isPlain(before) && isPlain(target.name) ? target.name : before
}
