import { OPAQUE, type Outline } from './dangling-outline.ts'
import type { ModuleAddress, Resolver } from './module-address.ts'
import type { Existence } from './providers.ts'

/** Stars that may stand behind one another: each takes its part of the stack. */
const MAX_DEPTH = 200

/**
 * Which names modules publish, over the outlines of their files. A name that a module takes from elsewhere counts as
 * published where it is bound: if its origin is gone, that import is the dangling one.
 */
export class PublishedNames {
  readonly #resolver: Resolver
  readonly #outlineOf: (path: string) => Outline | null
  /** By module, then by name. */
  readonly #known = new Map<string, Map<string, Existence>>()
  readonly #alternatives = new Map<string, readonly string[]>()

  readonly #isTakenFrom: (module: ModuleAddress, name: string) => boolean
  readonly #isListedBy: (module: ModuleAddress) => boolean
  #depth = 0

  /**
   * @param outlineOf answers null for a file of no language or one that cannot be read.
   * @param isTakenFrom whether some file takes the name straight from an installed module: then that has it.
   * @param isListedBy whether other files may change what the module's star brings.
   */
  constructor(
    resolver: Resolver,
    outlineOf: (path: string) => Outline | null,
    isTakenFrom: (module: ModuleAddress, name: string) => boolean = () => false,
    isListedBy: (module: ModuleAddress) => boolean = () => false,
  ) {
    this.#resolver = resolver
    this.#isTakenFrom = isTakenFrom
    this.#isListedBy = isListedBy
    this.#outlineOf = outlineOf
  }

  /** Whether an existing module has the name. */
  publishes(module: ModuleAddress, name: string): Existence {
    const key = module.path ?? module.key
    let answers = this.#known.get(key)
    if (answers === undefined) {
      answers = new Map()
      this.#known.set(key, answers)
    }
    let answer = answers.get(name)
    if (answer === undefined) {
      answer = this.#search(module, name, new Set())
      answers.set(name, answer)
    }
    return answer
  }

  /** How many of the names that were asked of a file it has, and has not. */
  tally(path: string): { readonly has: number; readonly lacks: number } {
    let has = 0
    let lacks = 0
    for (const answer of this.#known.get(path)?.values() ?? []) {
      if (answer === 'yes') has++
      else if (answer === 'no') lacks++
    }
    return { has, lacks }
  }

  #search(module: ModuleAddress, name: string, seen: Set<string>): Existence {
    const { path } = module
    if (path === null) return this.#resolver.submodule(module, name) ? 'yes' : module.firstParty ? 'no' : 'unknown'
    if (seen.has(path)) return 'no'
    seen.add(path)
    const outline = this.#outlineOf(path)
    if (outline === null) return 'unknown'
    if (outline === OPAQUE) return 'yes'
    if (outline.names.has(name) || (module.language === 'python' && isModuleAttribute(name))) return 'yes'
    if (this.#resolver.submodule(module, name)) return 'yes'
    let answer: Existence = outline.dynamic ? 'unknown' : 'no'
    if (name === 'default' && module.language === 'typescript') return answer
    for (const specifier of outline.stars) {
      const star = this.#resolver.resolve(specifier, path)
      let provided = this.#throughStar(star, name, seen)
      if (provided === 'no') provided = this.#besideStar(specifier, path, name, seen)
      if (provided === 'yes') return 'yes'
      if (provided === 'unknown') answer = 'unknown'
    }
    return answer
  }

  /** A star may mean another file of the same module: the declaration beside JavaScript, the source of an entry. */
  #besideStar(specifier: string, fromPath: string, name: string, seen: Set<string>): Existence {
    for (const other of this.#alternativesOf(specifier, fromPath)) {
      const answer = this.#throughStar(this.#resolver.addressOfPath(other), name, seen)
      if (answer !== 'no') return answer
    }
    return 'no'
  }

  #alternativesOf(specifier: string, fromPath: string): readonly string[] {
    const key = `${fromPath}\0${specifier}`
    const known = this.#alternatives.get(key)
    if (known !== undefined) return known
    const found = this.#resolver.alternatives?.(specifier, fromPath) ?? []
    this.#alternatives.set(key, found)
    return found
  }

  /** Whether a star of the module brings the name: its `__all__` may leave it out. */
  brings(star: ModuleAddress, name: string): Existence {
    return this.#throughStar(star, name, new Set())
  }

  #throughStar(star: ModuleAddress, name: string, seen: Set<string>): Existence {
    // A star of something gone is reported itself; what it may have brought nobody knows.
    if (star.path === null) return !star.firstParty && this.#isTakenFrom(star, name) ? 'yes' : 'unknown'
    const outline = this.#outlineOf(star.path)
    if (outline === null || outline === OPAQUE) return 'unknown'
    const isLeftOut =
      outline.publicNames === null
        ? star.language === 'python' && !outline.publicOpen && name.startsWith('_')
        : !outline.publicNames.has(name)
    if (isLeftOut && !this.#isListedBy(star)) return outline.publicNames === null && outline.dynamic ? 'unknown' : 'no'
    if (this.#depth >= MAX_DEPTH) return 'unknown'
    this.#depth++
    const answer = this.#search(star, name, seen)
    this.#depth--
    return isLeftOut && answer === 'yes' ? 'unknown' : answer
  }
}

/** What every Python module has without saying so: https://docs.python.org/3/reference/datamodel.html#module-objects */
const MODULE_ATTRIBUTES = new Set(
  '__name__ __doc__ __file__ __path__ __package__ __spec__ __loader__ __cached__ __dict__ __builtins__ __annotations__ __class__ __annotate__'.split(
    ' ',
  ),
)

const isModuleAttribute = (name: string): boolean => MODULE_ATTRIBUTES.has(name)
