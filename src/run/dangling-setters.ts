import { decode } from '../core/decode.ts'
import type { ModuleAddress } from '../core/module-address.ts'
import type { Source } from '../core/source.ts'

/** `.b = …`, also in chains and with an annotation: an expression that begins with a dot is found the quickest. */
const ATTRIBUTE_STORE = /\.([A-Za-z_]\w*)[ \t]*(?::[^=\n]{0,400})?=(?!=)/g
const OBJECT = /\b[A-Za-z_]\w*$/
const LONGEST_NAME = 200
const SETATTR = /(?<![.\w])setattr\(\s*([A-Za-z_]\w*)\s*,\s*["']([A-Za-z_]\w*)["']/g

/** `sys.modules["a.b"] = …`: what importers get is another object. */
const MODULE_STORE = /\bmodules\[\s*["']([\w.]+)["']\s*\]\s*=(?!=)/g

/** `REGISTRY["x"] = …`, `REGISTRY.update(…)`, `REGISTRY += …`. */
const COLLECTION_CHANGE =
  /\b([A-Za-z_]\w*)[ \t]*(?:\[[^[\]\n]{1,200}\][ \t]*=(?!=)|\.(?:update|setdefault|append|add|extend|insert|pop|popitem|remove|discard|clear|__setitem__)\(|[|+]=)/g

/** Tells the file that may set a name of a module from outside; null: none. */
export type SetterOf = (module: ModuleAddress, name: string) => string | null

/**
 * `base.dialect = …` in another file of the tree: a module is an object like others in Python.
 * @param collectionsOf what tells a module's names, besides its statements (see Outline).
 */
export function createSetters(
  source: Source,
  paths: () => readonly string[],
  collectionsOf: (path: string) => readonly string[],
): SetterOf {
  let stores: Stores | null = null
  return ({ key, language, path: own }, name) => {
    if (language !== 'python') return null
    stores ??= findStores(source, paths())
    const found = stores
    for (const collection of own === null ? [] : collectionsOf(own))
      for (const path of found.collections.get(collection) ?? []) if (path !== own) return path
    return found.modules.get(key) ?? found.attributes.get(`${key.slice(key.lastIndexOf('.') + 1)}.${name}`) ?? null
  }
}

/** Each with the file that does it. */
interface Stores {
  /** `base.attribute`, whatever the base is. */
  readonly attributes: ReadonlyMap<string, string>
  readonly modules: ReadonlyMap<string, string>
  /** Names of collections → files that change one called so. */
  readonly collections: ReadonlyMap<string, ReadonlySet<string>>
}

function findStores(source: Source, paths: readonly string[]): Stores {
  const attributes = new Map<string, string>()
  const modules = new Map<string, string>()
  const collections = new Map<string, Set<string>>()
  const note = (base: string | undefined, attribute: string | undefined, path: string): void => {
    if (base !== undefined && attribute !== undefined) attributes.set(`${base}.${attribute}`, path)
  }
  source.readEach(
    paths,
    (path, bytes) => {
      const text = decode(path, bytes).text ?? ''
      if (text.includes('modules[')) for (const match of text.matchAll(MODULE_STORE)) modules.set(match[1] ?? '', path)
      for (const match of text.matchAll(ATTRIBUTE_STORE))
        note(OBJECT.exec(text.slice(Math.max(0, match.index - LONGEST_NAME), match.index))?.[0], match[1], path)
      for (const match of text.matchAll(COLLECTION_CHANGE))
        collections.set(match[1] ?? '', (collections.get(match[1] ?? '') ?? new Set()).add(path))
      if (text.includes('setattr(')) for (const match of text.matchAll(SETATTR)) note(match[1], match[2], path)
    },
    () => {},
  )
  return { attributes, modules, collections }
}
