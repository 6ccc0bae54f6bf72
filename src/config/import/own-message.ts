import type { PlaceInput } from '../shapes.ts'

/*
 * The sentences that exporting writes, and importing understands without a guess: an exported entry comes back as it was.
 */

export interface OwnMessage {
  readonly from: 'module' | 'symbol'
  readonly to: PlaceInput | readonly PlaceInput[] | null
  readonly reason: string
}

const PLACE = '(?:`[^`]+` from `[^`]+`|the module `[^`]+`)'
const REPLACED = new RegExp(`^Use (${PLACE}(?: or ${PLACE})*) instead of (this|the) (symbol|module)\\.(?: |$)`, 'u')
const RETIRED = /^This (symbol|module) is retired\.(?: |$)/u

export function readOwnMessage(message: string): OwnMessage | null {
  const retired = RETIRED.exec(message)
  if (retired)
    return { from: retired[1] === 'module' ? 'module' : 'symbol', to: null, reason: message.slice(retired[0].length) }
  const replaced = REPLACED.exec(message)
  if (!replaced) return null
  const places = [...(replaced[1] ?? '').matchAll(/`([^`]+)` from `([^`]+)`|the module `([^`]+)`/gu)].map(
    ([, name, module, whole]): PlaceInput => (whole === undefined ? { module, name } : { module: whole }),
  )
  const [only] = places
  if (!only) return null
  return {
    from: replaced[3] === 'module' ? 'module' : 'symbol',
    to: places.length === 1 ? only : places,
    reason: message.slice(replaced[0].length),
  }
}

/** @param places a choice where there are several; none: nothing replaces it. */
export function writeOwnMessage(
  from: 'module' | 'symbol',
  places: readonly PlaceInput[],
  reason: string | null,
): string {
  const spelled = places.map(({ module, name }) =>
    name == null ? `the module \`${module}\`` : `\`${name}\` from \`${module}\``,
  )
  const sentence =
    places.length === 0 ? `This ${from} is retired.` : `Use ${spelled.join(' or ')} instead of this ${from}.`
  return reason === null || reason === '' ? sentence : `${sentence} ${reason}`
}
