import { OPAQUE, type Outline } from '../core/dangling-outline.ts'
import { decode } from '../core/decode.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import { OutlinePacker, unpackOutlines } from '../core/outline-pack.ts'
import type { Source } from '../core/source.ts'
import { isEmbedding } from '../languages/embedded/document.ts'
import { languageOfPath } from '../languages/registry.ts'
import type { OutlinedFiles } from './dangling-ambient.ts'
import type { Engine } from './engine.ts'
import type { FactsCache } from './facts-cache.ts'
import { limitHeapGrowth } from './heap-growth.ts'
import { outlineExactly, outlineText } from './outline-text.ts'
import type { OutlinesAhead } from './outlines-ahead.ts'
import type { Pool } from './pool.ts'

/** A file without them has no `declare module`. */
const AMBIENT_WORDS = ['declare', 'module']

/** The outlines of one language's files, each read once: many of them beforehand, the others when they are asked for. */
export class OutlineStore {
  readonly #source: Source
  readonly #engine: Engine
  readonly #sketches = new Map<string, Outline | null>()
  readonly #exact = new Map<string, Outline | null>()
  #taken: ReadonlyMap<string, ReadonlySet<string>> | null = null

  constructor(source: Source, engine: Engine) {
    this.#source = source
    this.#engine = engine
  }

  /**
   * Outline files as quickly as that goes.
   * @param ahead what was outlined while needles were searched for.
   */
  async readAll(
    paths: readonly string[],
    pool: Pool,
    facts: FactsCache | null,
    ahead: OutlinesAhead | null,
  ): Promise<void> {
    for (const path of paths) this.#sketches.set(path, null)
    const code = paths.filter((path) => !isEmbedding(path))
    const { id } = this.#engine
    const known = await facts?.recallOutlines(id, code)
    for (const [path, outline] of known?.outlines ?? []) this.#sketches.set(path, outline)
    // What was read by a path that is not listed may lie anywhere.
    for (const [path, outline] of ahead?.of(id) ?? []) if (this.#sketches.has(path)) this.#sketches.set(path, outline)
    const left = (known?.left ?? code).filter((path) => this.#sketches.get(path) === null)
    if (pool.isWorthIt(left.length)) await limitHeapGrowth()
    for (const packed of await pool.read('outline', { language: id }, left, () => {}))
      for (const [place, outline] of unpackOutlines(packed)) this.#sketches.set(left[place] as string, outline)
    // What the other thread holds is not needed while this one looks closer.
    pool.close()
    await facts?.rememberOutlines(id, code, (path) => this.#sketches.get(path) ?? null)
    this.#source.readEach(
      paths.filter(isEmbedding),
      (path, bytes) => void this.#sketches.set(path, this.#outline(path, bytes)),
      () => {},
    )
  }

  /** What is known of a file so far; undefined: it has not been asked for. */
  peek(path: string): Outline | null | undefined {
    return this.#sketches.get(path)
  }

  /** The outline as it was read at first. Where it is loose, its names are candidates. */
  sketchOf(path: string): Outline | null {
    const known = this.#sketches.get(path)
    if (known !== undefined) return known
    const outline = this.#read(path, (bytes) => this.#outline(path, bytes))
    this.#sketches.set(path, outline)
    return outline
  }

  outlineOf(path: string): Outline | null {
    const sketch = this.sketchOf(path)
    return sketch?.isLoose ? this.exactOf(path) : sketch
  }

  /** What it says is missing is so unless the sketch overlooks something; where it may publish more, an analysis tells. */
  closeOf(path: string): Outline | null {
    const sketch = this.sketchOf(path)
    return sketch === null || sketch.isLoose || sketch.dynamic ? this.exactOf(path) : sketch
  }

  /** By a whole analysis. */
  exactOf(path: string): Outline | null {
    const known = this.#exact.get(path)
    if (known !== undefined) return known
    const outline = this.#read(path, (bytes) => {
      const decoded = decode(path, bytes)
      return decoded.text === null ? null : outlineExactly(this.#engine.language, path, decoded.text)
    })
    this.#exact.set(path, outline)
    return outline
  }

  /** Files that may declare modules: what is known of them, then what has to be read. */
  *declaring(paths: readonly string[]): OutlinedFiles {
    const isKnown = (path: string): boolean => this.#sketches.has(path)
    for (const path of paths) if (isKnown(path)) yield [path, this.#sketches.get(path) ?? null]
    const spelled = new Map<string, Outline | null>()
    this.#source.readEach(
      paths.filter((path) => !isKnown(path)),
      (path, bytes) => {
        if (AMBIENT_WORDS.every((word) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(word)))
          spelled.set(path, this.#outline(path, bytes))
      },
      () => {},
    )
    yield* spelled
  }

  /** Whether one of the files outlined so far takes the name straight from an installed module. */
  isTakenFrom({ key }: ModuleAddress, name: string): boolean {
    this.#taken ??= this.#findTaken()
    return this.#taken.get(key)?.has(name) ?? false
  }

  #findTaken(): ReadonlyMap<string, ReadonlySet<string>> {
    const taken = new Map<string, Set<string>>()
    for (const [path, outline] of this.#sketches)
      for (const { specifier, names } of outline?.imports ?? []) {
        if (names.length === 0 || specifier.startsWith('.')) continue
        const module = this.#engine.resolver.resolve(specifier, path)
        if (module.firstParty) continue
        const known = taken.get(module.key) ?? new Set()
        taken.set(module.key, known)
        for (const one of names) known.add(one)
      }
    return taken
  }

  #outline(path: string, bytes: Uint8Array): Outline | null {
    const decoded = decode(path, bytes)
    if (decoded.text === null) return null
    const { language } = this.#engine
    if (!isEmbedding(path)) return compact(outlineText(language, path, decoded.text))
    const document = this.#engine.open(path, decoded.text)
    // What such a file publishes is its compiler's to say; what it imports is in its code.
    return document === null ? OPAQUE : { ...outlineExactly(language, document.path, document.text), dynamic: true }
  }

  #read(path: string, make: (bytes: Uint8Array) => Outline | null): Outline | null {
    if (languageOfPath(path) !== this.#engine.id || isEmbedding(path)) return OPAQUE
    const bytes = this.#source.read(path)
    return bytes === null ? null : make(bytes)
  }
}

/** An outline that outlives its file: a slice of a text would keep the whole text alive. */
function compact(outline: Outline): Outline {
  const packer = new OutlinePacker()
  packer.add(0, outline)
  for (const [, packed] of unpackOutlines(packer.finish())) return packed
  return outline
}
