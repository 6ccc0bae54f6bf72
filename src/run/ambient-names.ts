import { decode } from '../core/decode.ts'
import type { ModuleFacts } from '../core/facts.ts'
import { createByteSearch } from '../core/prefilter.ts'
import type { Source } from '../core/source.ts'

export interface AmbientSearch {
  readonly source: Source
  /** Where such names may be declared. */
  readonly paths: readonly string[]
  /** All names that may be asked for. */
  readonly names: readonly string[]
  readonly analyze: (path: string, text: string) => ModuleFacts
}

/** Which names files declare for all others of the language: `declare global`, and the top level of scripts. */
export function findAmbientNames({ source, paths, names, analyze }: AmbientSearch): ReadonlySet<string> {
  const found = new Set<string>()
  const search = createByteSearch(names)
  source.readEach(
    paths.filter((path) => DECLARING.test(path)),
    (path, bytes) => {
      if (!search.test(bytes)) return
      const { text } = decode(path, bytes)
      if (text === null || !mayDeclare(text)) return
      for (const name of analyze(path, text).globals?.declared ?? []) found.add(name)
    },
    () => {},
  )
  return found
}

const DECLARING = /\.[cm]?tsx?$/

/** `declare global`, or a script: no line of it begins an import or export. */
const mayDeclare = (text: string): boolean =>
  /\bglobal\b/.test(text) || !/^[\t ]*(?:import|export)\b(?!\s*\()/m.test(text)
