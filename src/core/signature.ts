import type { CallShape } from './facts.ts'

export interface Parameter {
  readonly name: string
  readonly required: boolean
  /** How an argument can reach it. */
  readonly by: 'position' | 'keyword' | 'both'
}

/** What a function or constructor accepts; `self` and its like are left out. */
export interface Signature {
  readonly parameters: readonly Parameter[]
  /** `*args`, `...rest`. */
  readonly anyPositional: boolean
  /** `**kwargs`. */
  readonly anyKeyword: boolean
}

/** Why a call cannot fit, for people; null where it can. An open call (`*args`, `...spread`) is given the benefit of the doubt. */
export function explainMisfit(call: CallShape, signature: Signature): string | null {
  const positions = signature.parameters.filter((parameter) => parameter.by !== 'keyword')
  if (!signature.anyPositional && call.positional > positions.length)
    return `takes ${countOf(positions.length, 'positional argument')}, and is given ${call.positional}`
  const names = new Set(
    signature.parameters.filter((parameter) => parameter.by !== 'position').map((parameter) => parameter.name),
  )
  const unknown = signature.anyKeyword ? undefined : call.keywords.find((name) => !names.has(name))
  if (unknown !== undefined) return `has no parameter \`${unknown}\``
  const filled = new Set(positions.slice(0, call.positional).map((parameter) => parameter.name))
  const twice = call.keywords.find((name) => filled.has(name) && names.has(name))
  if (twice !== undefined) return `is given \`${twice}\` twice`
  if (call.open) return null
  const missing = signature.parameters.filter(
    (parameter) =>
      parameter.required &&
      !filled.has(parameter.name) &&
      !(parameter.by !== 'position' && call.keywords.includes(parameter.name)),
  )
  return missing.length === 0 ? null : `needs ${missing.map((parameter) => `\`${parameter.name}\``).join(', ')}`
}

function countOf(number: number, noun: string): string {
  return number === 0 ? `no ${noun}s` : `${number} ${noun}${number === 1 ? '' : 's'} at most`
}
