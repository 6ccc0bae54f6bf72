import { TAKING_A_KEY } from './namespace-keys.ts'
import { isModuleCall } from './module-calls.ts'
import { isNamingCall } from './named-strings.ts'
import type { Qualify } from './qualified-names.ts'
import { isTypingName } from './quoted-types.ts'
import { isKnownCall } from './chains.ts'
import type { CallSite, Walk } from './walk-state.ts'

/*
 * Most calls that were noted in passing turn out to be of functions that mean nothing to any reading. They are sorted out
 * once, so that each reading sees a handful of calls.
 */

/** Packages that install a lazy module in place of the file. */
export const LAZY_INSTALLERS = /(?:^|\.)(?:attach_stub|attach|initpkg)$/
const BUILTINS = 'builtins.'
/** `patch.context_manager`, by whatever name `patch` is known. */
const PATCHED_CONTEXT = 'context_manager'

/** What was found of names, for all files: the same few are called everywhere. */
const known = new Map<string, boolean>()
const MAX_KNOWN = 20_000

/** Whether some reading looks for calls of what has this full name. */
function isKnownName(name: string): boolean {
  let found = known.get(name)
  if (found === undefined) {
    found =
      (name.startsWith(BUILTINS) && isKnownCall(name.slice(BUILTINS.length))) ||
      isTypingName(name) ||
      isNamingCall(name) ||
      isModuleCall(name) ||
      LAZY_INSTALLERS.test(name)
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(name, found)
  }
  return found
}

function mayMean(walk: Walk, qualify: Qualify, { chain, place }: CallSite): boolean {
  if (chain === null) return true
  const { members } = chain
  const last = members[members.length - 1]?.name ?? chain.name
  if (isKnownCall(last) || walk.renamedCalls.has(last) || last === PATCHED_CONTEXT) return true
  if (TAKING_A_KEY.has(last) && members[members.length - 2]?.name === '__dict__') return true
  return qualify(place.scope, chain).some(isKnownName)
}

/** Leaves in `walk.calls`, from the place `from` on, only what some reading may look for. */
export function keepKnownCalls(walk: Walk, qualify: Qualify, from: number): void {
  const { calls } = walk
  let kept = from
  for (let at = from; at < calls.length; at++) {
    const site = calls[at] as CallSite
    if (mayMean(walk, qualify, site)) calls[kept++] = site
  }
  calls.length = kept
}
