import { posix } from 'node:path'
import ts from 'typescript'
import {
  applyAll,
  type Broken,
  DRAWN_KINDS,
  type Edit,
  type Files,
  type Inspection,
  type Mutation,
  type MutationKind,
  type Observation,
  type Oracle,
  type Overlay,
  type Place,
} from '../model.ts'
import type { Random } from '../random.ts'
import { type Diagnosis, diagnose, inspectText, onlyNew } from './diagnostics.ts'
import { findExport, namedModules, observeFiles } from './observe.ts'
import { absolute, relative, VirtualProgram } from './program.ts'
import { type Candidate, findCandidates, findSites } from './sites.ts'
import { findUnresolved } from './unresolved.ts'

/** Mutations and verdicts by TypeScript's own checker and language service. */
export class TypeScriptOracle implements Oracle {
  readonly #files: Files
  readonly #random: Random
  /** The healthy repository, checked once. */
  readonly #program: VirtualProgram
  /** The mutated and the fixed one. */
  readonly #changed: VirtualProgram
  readonly #baseline = new Map<string, readonly Diagnosis[]>()
  readonly #used = new Set<string>()
  #serial = 0

  readonly #diagnose: typeof diagnose

  /** `whole`: what is broken is what TypeScript's own diagnostics say; otherwise only names and modules are resolved. */
  constructor(files: Files, random: Random, whole: boolean) {
    this.#diagnose = whole ? diagnose : findUnresolved
    this.#files = files
    this.#random = random
    const registry = ts.createDocumentRegistry(true)
    this.#program = new VirtualProgram(files, registry)
    this.#changed = new VirtualProgram(files, registry)
  }

  async mutate(): Promise<Mutation | null> {
    const kind = this.#random.pick(DRAWN_KINDS) ?? 'rename'
    const path = this.#random.pick(
      this.#program.paths.filter(
        (item) => !/(?:^|\/)(?:fixtures?|__fixtures__|__testfixtures__|templates?)\//.test(item),
      ),
    )
    if (path === undefined || this.#used.has(`${kind} ${path}`)) return null
    if (kind === 'module') return this.#moveModule(path)
    const file = this.#program.sourceFile(path)
    if (!file) return null
    const checker = this.#program.program.getTypeChecker()
    const candidate = this.#random.pick(findCandidates(checker, file))
    if (!candidate || this.#used.has(`${path}#${candidate.name}`)) return null
    if (!this.#program.paths.some((item) => item !== path && this.#files.get(item)?.includes(candidate.name)))
      return null
    this.#used.add(`${path}#${candidate.name}`)
    return this.#changeSymbol(kind, candidate, file)
  }

  #changeSymbol(kind: MutationKind, candidate: Candidate, file: ts.SourceFile): Mutation | null {
    const { path, name } = candidate
    const checker = this.#program.program.getTypeChecker()
    const taken = kind === 'rename' && this.#random.next() < 0.35 ? this.#takenName(candidate) : null
    const renamed = kind === 'move' ? name : (taken ?? this.#newName(name))
    const own = findSites(checker, file, candidate, kind === 'rename' ? renamed : `${name}Kept`)
    const concerned = this.#program.paths.filter((item) => item !== path && this.#files.get(item)?.includes(name))
    const edits: Edit[] = []
    for (const item of concerned) {
      const source = this.#program.sourceFile(item)
      if (source) edits.push(...findSites(checker, source, candidate, renamed))
    }
    if (edits.length === 0) return null
    const overlay = new Map<string, string | null>([[path, applyAll(this.#files.get(path) ?? '', own)]])
    if (kind === 'rename') {
      const rewritten = new Map<string, string>()
      // Where the new name means something else already, only a person knows what the text should be.
      const isFree = (item: string): boolean =>
        taken === null || !new RegExp(`\\b${taken}\\b`).test(this.#files.get(item) ?? '')
      for (const item of new Set(edits.map((edit) => edit.path)))
        if (isFree(item))
          rewritten.set(
            item,
            applyAll(
              this.#files.get(item) ?? '',
              edits.filter((edit) => edit.path === item),
            ),
          )
      const entry = { from: { module: moduleKey(path), name }, to: { name: renamed }, language: 'typescript' }
      return {
        kind,
        title: `${moduleKey(path)}#${name} → ${renamed}`,
        entry,
        overlay,
        sites: edits.filter((edit) => !this.#isClosingTag(edit)),
        spelled: edits,
        rewritten,
        concerned,
        symbol: { before: { path, name }, after: { path, name: renamed } },
      }
    }
    const target = this.#newPath(path)
    overlay.set(target, stubOf(candidate, renamed, checker))
    const entry = {
      from: { module: moduleKey(path), name },
      to: { module: moduleKey(target), name: renamed },
      language: 'typescript',
    }
    return {
      kind,
      title: `${moduleKey(path)}#${name} → ${moduleKey(target)}#${renamed}`,
      entry,
      overlay,
      sites: null,
      spelled: edits,
      rewritten: null,
      concerned: [...concerned, target],
      symbol: { before: { path, name }, after: { path: target, name: renamed } },
    }
  }

  /** A name that some file which means the symbol uses for something of its own, and that nothing exports. */
  #takenName({ path, name }: Candidate): string | null {
    const users = this.#random.shuffle(
      this.#program.paths.filter((item) => item !== path && this.#files.get(item)?.includes(name)),
    )
    for (const user of users.slice(0, 4)) {
      const file = this.#program.sourceFile(user)
      if (!file) continue
      const names = new Set<string>()
      const visit = (node: ts.Node): void => {
        if (
          (ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isFunctionDeclaration(node)) &&
          node.name &&
          ts.isIdentifier(node.name)
        )
          names.add(node.name.text)
        ts.forEachChild(node, visit)
      }
      visit(file)
      const free = this.#random.shuffle([...names]).find((item) => {
        if (item.length < 3 || item === name || new RegExp(`\\b${item}\\b`).test(this.#files.get(path) ?? ''))
          return false
        const published = new RegExp(`\\bexport\\b[^\\n]*\\b${item}\\b|^  (?:type )?${item},$`, 'm')
        return !this.#program.paths.some((other) => published.test(this.#files.get(other) ?? ''))
      })
      if (free !== undefined) return free
    }
    return null
  }

  async observe(overlay: Overlay, paths: readonly string[], place: Place): Promise<ReadonlyMap<string, Observation>> {
    this.#changed.show(overlay)
    return observeFiles(this.#changed, paths, place)
  }

  confirms({ symbol, entry }: Mutation, path: string, line: number, isUse: boolean): boolean {
    const text = this.#files.get(path) ?? ''
    const checker = this.#program.program.getTypeChecker()
    const whole = isUse || symbol ? text : (text.split('\n')[line - 1] ?? '')
    if (symbol && !(text.split('\n')[line - 1] ?? '').includes(symbol.before.name)) return false
    const old = symbol?.before.path ?? (entry as { from: { module: string } }).from.module.replace(/^\.\//, '')
    const target = symbol && findExport(checker, this.#program.sourceFile(symbol.before.path), symbol.before.name)
    return namedModules(this.#program, path, whole).some((file) => {
      const named = relative(file.fileName)
      if (named === old || moduleKey(named) === moduleKey(old)) return true
      return target !== undefined && symbol !== undefined && findExport(checker, file, symbol.before.name) === target
    })
  }

  #moveModule(path: string): Mutation | null {
    if (/(?:^|\/)index\.[^/]*$|\.d\.[mc]?ts$|\.(?:test|spec|config|stories)\.|(?:^|\/)__tests__\//.test(path))
      return null
    this.#used.add(`module ${path}`)
    const target = this.#newPath(path)
    const changes = this.#program.service.getEditsForFileRename(absolute(path), absolute(target), {}, {})
    const rewritten = new Map<string, string>()
    let own = this.#files.get(path) ?? ''
    for (const change of changes) {
      const file = relative(change.fileName)
      const edits = change.textChanges.map(
        (item): Edit => ({
          path: file,
          start: item.span.start,
          end: item.span.start + item.span.length,
          text: item.newText,
        }),
      )
      if (file === path || file === target) own = applyAll(own, edits)
      else if (/\.[mc]?[jt]sx?$/.test(file)) rewritten.set(file, applyAll(this.#files.get(file) ?? '', edits))
    }
    if (rewritten.size === 0) return null
    const stem = posix.basename(path).replace(/\.[^.]*$/, '')
    const concerned = this.#program.paths.filter((item) => item !== path && this.#files.get(item)?.includes(stem))
    const overlay = new Map<string, string | null>([
      [path, null],
      [target, own],
    ])
    const entry = { from: { module: moduleKey(path) }, to: { module: moduleKey(target) }, language: 'typescript' }
    return {
      kind: 'module',
      title: `${moduleKey(path)} → ${moduleKey(target)}`,
      entry,
      overlay,
      sites: null,
      spelled: [],
      rewritten,
      concerned: [...new Set([...concerned, ...rewritten.keys()])],
    }
  }

  async findBroken(overlay: Overlay, paths: readonly string[]): Promise<readonly Broken[]> {
    for (const path of paths)
      if (!this.#baseline.has(path)) this.#baseline.set(path, this.#diagnose(this.#program, path))
    this.#changed.show(overlay)
    return paths.flatMap((path) => onlyNew(this.#baseline.get(path) ?? [], this.#diagnose(this.#changed, path)))
  }

  async inspect(texts: Files): Promise<ReadonlyMap<string, Inspection>> {
    return new Map([...texts].map(([path, text]) => [path, inspectText(path, text)]))
  }

  close(): void {
    this.#program.service.dispose()
    this.#changed.service.dispose()
  }

  /** A closing tag goes with its opening one: nobody needs to be told twice. */
  #isClosingTag(edit: Edit): boolean {
    return /<\/\s*$/.test((this.#files.get(edit.path) ?? '').slice(Math.max(0, edit.start - 20), edit.start))
  }

  #newName(name: string): string {
    return `${name}Renamed${++this.#serial}`
  }

  /** A new file beside the old one, or in another directory of the same package. */
  #newPath(path: string): string {
    const extension = /(?:\.d)?\.[^.]*$/.exec(posix.basename(path))?.[0] ?? '.ts'
    const stem = posix.basename(path, extension)
    const directory = posix.dirname(path)
    const owner = this.#packageOf(directory)
    const directories = [
      ...new Set(
        this.#program.paths
          .filter((item) => this.#packageOf(posix.dirname(item)) === owner)
          .map((item) => posix.dirname(item)),
      ),
    ]
    const chosen = this.#random.next() < 0.5 ? directory : (this.#random.pick(directories) ?? directory)
    return posix.join(chosen, `${stem}Moved${++this.#serial}${extension}`)
  }

  #packageOf(directory: string): string {
    for (let at = directory; at !== '.' && at !== ''; at = posix.dirname(at))
      if (this.#files.has(`${at}/package.json`)) return at
    return '.'
  }
}

const moduleKey = (path: string): string => {
  const key = path.replace(/(?:\.d)?\.[mc]?[jt]sx?$/, '')
  return key.includes('/') ? key : `./${key}`
}

/** Something of that name, for a checker that is only asked whether names exist. */
function stubOf({ symbol, path }: Candidate, name: string, checker: ts.TypeChecker): string {
  const isJs = /\.[mc]?jsx?$/.test(path)
  const isValue = (symbol.flags & ts.SymbolFlags.Value) !== 0
  const isType = (symbol.flags & ts.SymbolFlags.Type) !== 0
  if (isJs) return `export const ${name} = /** @type {any} */ (null)\n`
  const declared = isType ? checker.getDeclaredTypeOfSymbol(symbol) : null
  const parameters = declared?.aliasTypeArguments ?? (declared as ts.InterfaceType | null)?.typeParameters ?? []
  const generics = parameters.length === 0 ? '' : `<${parameters.map((_, at) => `T${at} = any`).join(', ')}>`
  const members = symbol.flags & (ts.SymbolFlags.Enum | ts.SymbolFlags.NamespaceModule)
  if (members)
    return `export declare namespace ${name} {\n${[...(symbol.exports?.keys() ?? [])].map((key) => `  export type ${String(key)} = any\n  export const ${String(key)}: any\n`).join('')}}\nexport type ${name} = any\n`
  return `${isValue ? `export declare const ${name}: any\n` : ''}${isType ? `export type ${name}${generics} = any\n` : ''}`
}
