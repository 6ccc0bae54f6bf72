import type { Outline, OutlineImport, PassedName } from './dangling-outline.ts'
import type { SkimmedOutline } from './dangling-skim.ts'

/**
 * Outlines of many files as one row of numbers and one list of strings: small beside objects, and quickly sent from
 * one thread to another. Every string is held once; strings are numbered in the order they came.
 */
export interface PackedOutlines {
  /** NUL between them: no text that is searched has one. */
  readonly strings: string
  readonly numbers: Int32Array<ArrayBuffer>
  /** For each outline the place of its file among those asked for, and where its numbers begin. */
  readonly places: Int32Array<ArrayBuffer>
}

const DYNAMIC = 1
const PUBLIC_OPEN = 2
const HAS_PUBLIC_NAMES = 4
const LOOSE = 8
const NAMES_MODULES = 16
const SKIMMED = 32
const SKIMMED_ALL = 64
const SKIMMED_PLAIN = 128

/** What an outline was skimmed for, in the order it is packed in. */
const SKIMMED_LISTS = ['locals', 'chains', 'paths', 'modules', 'aliases', 'stores', 'replaced'] as const
/** Lists that every outline has come first. */
const FIRST_SKIMMED = 5

/** In the place of a name: the module itself. */
const WHOLE = '*'

/** What follows the names of an import. */
const HAS_LOCALS = 1
const HAS_WHOLE = 2

/** Numbers that grow. */
class Row {
  #numbers = new Int32Array(64)
  length = 0

  push(value: number): void {
    if (this.length === this.#numbers.length) {
      const larger = new Int32Array(this.length * 2)
      larger.set(this.#numbers)
      this.#numbers = larger
    }
    this.#numbers[this.length++] = value
  }

  take(): Int32Array<ArrayBuffer> {
    return this.#numbers.slice(0, this.length)
  }
}

export class OutlinePacker {
  readonly #known = new Map<string, number>()
  readonly #numbers = new Row()
  readonly #places = new Row()

  /** @param place of the file among those asked for. */
  add(place: number, outline: Outline): void {
    this.#places.push(place)
    this.#places.push(this.#numbers.length)
    const { publicNames } = outline
    this.#numbers.push(
      (outline.dynamic ? DYNAMIC : 0) |
        (outline.publicOpen ? PUBLIC_OPEN : 0) |
        (publicNames === null ? 0 : HAS_PUBLIC_NAMES) |
        (outline.isLoose ? LOOSE : 0) |
        (outline.namesModules ? NAMES_MODULES : 0) |
        (outline.skimmed ? SKIMMED : 0) |
        (outline.skimmed?.locals === null ? SKIMMED_ALL : 0) |
        (outline.skimmed?.isPlain ? SKIMMED_PLAIN : 0),
    )
    this.#addList([...outline.names])
    this.#addList(outline.stars)
    this.#addList(publicNames === null ? [] : [...publicNames])
    this.#addList(outline.ambient)
    this.#addList([...(outline.passed ?? [])].flatMap(([name, from]) => [name, from.specifier, from.name ?? WHOLE]))
    if (outline.skimmed) for (const list of SKIMMED_LISTS) this.#addList(outline.skimmed[list] ?? [])
    this.#numbers.push(outline.imports.length)
    for (const { specifier, names, locals, whole } of outline.imports) {
      this.#numbers.push(this.#numberOf(specifier))
      this.#addList(names)
      this.#numbers.push((locals ? HAS_LOCALS : 0) | (whole ? HAS_WHOLE : 0))
      if (locals) this.#addList(locals)
      if (whole) this.#addList([whole.local, whole.denotes])
    }
  }

  finish(): PackedOutlines {
    return { strings: [...this.#known.keys()].join('\0'), numbers: this.#numbers.take(), places: this.#places.take() }
  }

  #addList(texts: readonly string[]): void {
    this.#numbers.push(texts.length)
    for (const text of texts) this.#numbers.push(this.#numberOf(text))
  }

  #numberOf(text: string): number {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    const number = this.#known.size
    this.#known.set(copyOf(text), number)
    return number
  }
}

/** A string of its own: a slice, which is what a name read off a text is, would keep the whole text alive. */
const copyOf = (text: string): string => ` ${text}`.slice(1)

/** The outlines again, each with the place of its file. They read from the pack when they are asked. */
export function* unpackOutlines(packed: PackedOutlines): Generator<readonly [place: number, outline: Outline]> {
  const { numbers, places } = packed
  const pack = { strings: packed.strings.split('\0'), numbers }
  for (let at = 0; at < places.length; at += 2)
    yield [places[at] as number, new UnpackedOutline(pack, places[at + 1] as number)]
}

interface Pack {
  readonly strings: readonly string[]
  readonly numbers: Int32Array
}

/** Lists longer than this are looked up in a table. */
const SHORT = 24

class Names implements Iterable<string> {
  readonly #pack: Pack
  readonly #at: number
  #table: Set<string> | null = null

  /** @param at where the list's length is. */
  constructor(pack: Pack, at: number) {
    this.#pack = pack
    this.#at = at
  }

  has(name: string): boolean {
    const { strings, numbers } = this.#pack
    const length = numbers[this.#at] as number
    if (length > SHORT) {
      this.#table ??= new Set(this)
      return this.#table.has(name)
    }
    for (let at = this.#at + 1; at <= this.#at + length; at++) if (strings[numbers[at] as number] === name) return true
    return false
  }

  *[Symbol.iterator](): Generator<string> {
    yield* listAt(this.#pack, this.#at)
  }
}

function listAt({ strings, numbers }: Pack, at: number): string[] {
  const texts: string[] = []
  for (let next = at + 1, end = next + (numbers[at] as number); next < end; next++)
    texts.push(strings[numbers[next] as number] as string)
  return texts
}

/** Three strings for each: the name, its specifier, the name there. */
class PassedNames implements Iterable<readonly [string, PassedName]> {
  readonly #pack: Pack
  readonly #at: number

  /** @param at where the list's length is. */
  constructor(pack: Pack, at: number) {
    this.#pack = pack
    this.#at = at
  }

  get(name: string): PassedName | undefined {
    const { strings, numbers } = this.#pack
    const end = this.#at + (numbers[this.#at] as number)
    for (let at = this.#at + 1; at < end; at += 3)
      if (strings[numbers[at] as number] === name) return this.#passedAt(at + 1)
    return undefined
  }

  *[Symbol.iterator](): Generator<readonly [string, PassedName]> {
    const { strings, numbers } = this.#pack
    const end = this.#at + (numbers[this.#at] as number)
    for (let at = this.#at + 1; at < end; at += 3)
      yield [strings[numbers[at] as number] as string, this.#passedAt(at + 1)]
  }

  #passedAt(at: number): PassedName {
    const { strings, numbers } = this.#pack
    const name = strings[numbers[at + 1] as number] as string
    return { specifier: strings[numbers[at] as number] as string, name: name === WHOLE ? null : name }
  }
}

class UnpackedOutline implements Outline {
  readonly names: Names
  readonly #pack: Pack
  readonly #at: number

  constructor(pack: Pack, at: number) {
    this.#pack = pack
    this.#at = at
    this.names = new Names(pack, at + 1)
  }

  get dynamic(): boolean {
    return this.#has(DYNAMIC)
  }

  get isLoose(): boolean {
    return this.#has(LOOSE)
  }

  get publicOpen(): boolean {
    return this.#has(PUBLIC_OPEN)
  }

  get stars(): readonly string[] {
    return listAt(this.#pack, this.#listAt(1))
  }

  get publicNames(): Names | null {
    return this.#has(HAS_PUBLIC_NAMES) ? new Names(this.#pack, this.#listAt(2)) : null
  }

  get ambient(): readonly string[] {
    return listAt(this.#pack, this.#listAt(3))
  }

  get namesModules(): boolean {
    return this.#has(NAMES_MODULES)
  }

  get passed(): PassedNames {
    return new PassedNames(this.#pack, this.#listAt(4))
  }

  get skimmed(): SkimmedOutline | undefined {
    if (!this.#has(SKIMMED)) return undefined
    return new UnpackedSkim(this.#pack, this.#listAt(FIRST_SKIMMED), this.#has(SKIMMED_ALL), this.#has(SKIMMED_PLAIN))
  }

  get imports(): readonly OutlineImport[] {
    const { strings, numbers } = this.#pack
    const imports: OutlineImport[] = []
    let at = this.#listAt(FIRST_SKIMMED + (this.#has(SKIMMED) ? SKIMMED_LISTS.length : 0))
    const takeList = (): string[] => {
      const texts = listAt(this.#pack, at)
      at += 1 + texts.length
      return texts
    }
    for (let left = numbers[at++] as number; left > 0; left--) {
      const specifier = strings[numbers[at++] as number] as string
      const names = takeList()
      const more = numbers[at++] as number
      const locals = more & HAS_LOCALS ? { locals: takeList() } : {}
      const [local = '', denotes = ''] = more & HAS_WHOLE ? takeList() : []
      imports.push({ specifier, names, ...locals, ...(more & HAS_WHOLE ? { whole: { local, denotes } } : {}) })
    }
    return imports
  }

  #has(flag: number): boolean {
    return ((this.#pack.numbers[this.#at] as number) & flag) !== 0
  }

  /** Where the list of this number begins; the lists stand one after another. */
  #listAt(number: number): number {
    return skipLists(this.#pack, this.#at + 1, number)
  }
}

class UnpackedSkim implements SkimmedOutline {
  readonly isPlain: boolean
  readonly #hasAll: boolean
  readonly #pack: Pack
  readonly #at: number

  /** @param at where the first of the lists is. */
  constructor(pack: Pack, at: number, hasAll: boolean, isPlain: boolean) {
    this.#pack = pack
    this.#at = at
    this.#hasAll = hasAll
    this.isPlain = isPlain
  }

  get locals(): readonly string[] | null {
    return this.#hasAll ? null : this.#list('locals')
  }

  get chains(): readonly string[] {
    return this.#list('chains')
  }

  get paths(): readonly string[] {
    return this.#list('paths')
  }

  get modules(): readonly string[] {
    return this.#list('modules')
  }

  get aliases(): readonly string[] {
    return this.#list('aliases')
  }

  get stores(): readonly string[] {
    return this.#list('stores')
  }

  get replaced(): readonly string[] {
    return this.#list('replaced')
  }

  #list(name: (typeof SKIMMED_LISTS)[number]): readonly string[] {
    return listAt(this.#pack, skipLists(this.#pack, this.#at, SKIMMED_LISTS.indexOf(name)))
  }
}

/** Where the list that so many stand before begins. */
function skipLists({ numbers }: Pack, first: number, count: number): number {
  let at = first
  for (let left = count; left > 0; left--) at += 1 + (numbers[at] as number)
  return at
}
