/** Files by repo-relative path. */
export type Files = ReadonlyMap<string, string>

/** What differs from the healthy repository; null: the file is gone. */
export type Overlay = ReadonlyMap<string, string | null>

/** A place in a file: UTF-16 offsets. */
export interface Site {
  readonly path: string
  readonly start: number
  readonly end: number
}

export interface Edit extends Site {
  readonly text: string
}

/** What an independent checker says is broken. */
export interface Broken extends Site {
  readonly message: string
  /** Something on the way spells the name: where it is only moved, that place must change and this one need not. */
  readonly indirect?: boolean
}

export type MutationKind = 'rename' | 'move' | 'move+rename' | 'module'

/** What is drawn from: what people do more often stands here more often. */
export const DRAWN_KINDS: readonly MutationKind[] = [
  'rename',
  'rename',
  'rename',
  'move',
  'move+rename',
  'module',
  'module',
]

export interface Mutation {
  readonly kind: MutationKind
  readonly title: string
  /** The `retired` entry. */
  readonly entry: unknown
  /** The definition's own change, and nothing else. */
  readonly overlay: Overlay
  /** Where other files spell the symbol, by the independent engine: each must change; null: only some must. */
  readonly sites: readonly Site[] | null
  /** Where a finding is right. */
  readonly spelled: readonly Site[]
  /** The other files as the independent engine rewrites them; null: it does not say. */
  readonly rewritten: Files | null
  /** The other files that may be concerned: what the checker looks at again. */
  readonly concerned: readonly string[]
  /** The symbol in the healthy and in the mutated repository; absent: a module, or the engine does not follow it. */
  readonly module?: MovedModule
  readonly symbol?: { readonly before: Place; readonly after: Place }
}

/** A module as its importers spell it. */
export interface MovedModule {
  readonly before: { readonly path: string; readonly name: string }
  readonly after: { readonly path: string; readonly name: string }
}

/** An exported name of a file. */
export interface Place {
  readonly path: string
  readonly name: string
}

/** What a file says of a symbol, by the independent engine. */
export interface Observation {
  /** How many of its names mean the symbol, whatever they are. */
  readonly uses: number
  /** `file#imported as local` of everything it imports and re-exports by statement, sorted. */
  readonly imports: readonly string[]
}

/** What a file is beside its imports, before and after a fix. */
export interface Inspection {
  readonly parses: boolean
  /** Names used and bound nowhere. */
  readonly undefined: readonly string[]
  /** Names imported and used nowhere. */
  readonly unused: readonly string[]
  /** Everything but import statements, in a form that does not know white space. */
  readonly rest: string
}

/** An independent engine for one language over one repository. */
export interface Oracle {
  /** Another mutation; null: this draw is not usable, draw again. */
  mutate(): Promise<Mutation | null>
  /** What is broken with the overlay and was not without it. */
  findBroken(overlay: Overlay, paths: readonly string[]): Promise<readonly Broken[]>
  observe?(overlay: Overlay, paths: readonly string[], place: Place): Promise<ReadonlyMap<string, Observation>>
  /** Whether text that the checker does not look into (a mock's string, JSDoc, `require`) names what was mutated. */
  confirms?(mutation: Mutation, path: string, line: number, isUse: boolean): boolean | Promise<boolean>
  inspect(texts: Files): Promise<ReadonlyMap<string, Inspection>>
  close(): void
}

export function applyAll(text: string, edits: readonly Edit[]): string {
  let result = text
  for (const edit of [...edits].sort((a, b) => b.start - a.start))
    result = result.slice(0, edit.start) + edit.text + result.slice(edit.end)
  return result
}

export function overlayFiles(files: Files, overlay: Overlay): Map<string, string> {
  const result = new Map(files)
  for (const [path, text] of overlay)
    if (text === null) result.delete(path)
    else result.set(path, text)
  return result
}
