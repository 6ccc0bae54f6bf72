import type { CallShape, Reference } from '../core/facts.ts'
import type { Finding } from '../core/finding.ts'
import type { Unfingerprinted } from '../core/fingerprint.ts'
import { fingerprintFindings } from '../core/fingerprint.ts'
import { type LineIndex, locateSpan } from '../core/locate.ts'
import type { Match } from '../core/matches.ts'
import { explainMisfit, type Signature } from '../core/signature.ts'
import { spellPlace, spellReplacement } from './describe.ts'
import type { Engine } from './engine.ts'
import { type ScannedFile, toOuter } from './scan.ts'

export const CALL_RULE = 'call-signature'

/**
 * A rename can be wrong though every name resolves: where something retired is called and its replacement is at hand,
 * the call is held against the replacement's signature. Notes only; nothing is rewritten for them.
 */
export function checkCalls(file: ScannedFile, index: LineIndex): readonly Finding[] {
  const { engine, facts, path } = file
  if (!engine || facts === null) return []
  const notes: Unfingerprinted[] = []
  const seen = new Set<number>()
  for (const match of file.matches.filter(({ excluded }) => excluded !== true))
    for (const { call, span } of callsOf(match, file)) {
      if (seen.has(call.span.start)) continue
      seen.add(call.span.start)
      const signature = signatureOf(match, engine)
      const misfit = signature && explainMisfit(call, signature)
      if (!misfit) continue
      const { migration } = match
      notes.push({
        migration: CALL_RULE,
        kind: 'call',
        level: 'note',
        consequence: 'run-time',
        path,
        ...locateSpan(index, toOuter(file, span)),
        symbol: migration.kind === 'literal' ? '' : spellPlace(migration.from),
        message: `This call does not fit \`${spellReplacement(migration)}\`, which ${misfit}`,
        replacement: spellReplacement(migration),
        via: match.via,
        fix: null,
        reason: 'only a person can decide what to pass',
        owner: migration.owner,
        url: migration.url,
      })
    }
  return fingerprintFindings(notes)
}

interface Call {
  readonly call: CallShape
  readonly span: Reference['span']
}

/** The calls through which a match is used: of the reference itself, or of every use of the name it binds. */
function callsOf(match: Match, file: ScannedFile): Call[] {
  const { site } = match
  const facts = file.facts?.() ?? null
  if (!facts) return []
  if (site.type === 'reference') {
    const owner = site.unresolved ? facts.unresolved[site.binding] : facts.bindings[site.binding]
    const reference = owner?.references[site.reference]
    return reference?.call && reference.members.length === site.depth
      ? [{ call: reference.call, span: match.span }]
      : []
  }
  if (site.type !== 'name') return []
  const name = facts.imports[site.import]?.names[site.name]
  if (!name) return []
  if (name.call) return [{ call: name.call, span: match.span }]
  const references = name.local === null ? [] : (facts.bindings[name.local]?.references ?? [])
  return references.flatMap((reference) =>
    reference.call && reference.members.length === 0 ? [{ call: reference.call, span: reference.span }] : [],
  )
}

function signatureOf(match: Match, engine: Engine): Signature | null {
  const { target } = match
  if (!target?.name || !target.module.firstParty || target.name.includes('.')) return null
  return engine.signatureOf(target.module, target.name)
}
