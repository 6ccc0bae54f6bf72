import { dirname, posix } from 'node:path'
import ts from 'typescript'
import type { Files, Overlay } from '../model.ts'

const ROOT = '/repo'
const SOURCE = /\.[mc]?[jt]sx?$/

/** TypeScript's own language service over files in memory; module resolution by the nearest tsconfig and the workspace. */
export class VirtualProgram {
  readonly #files: Files
  #overlay: Overlay = new Map()
  readonly #versions = new Map<string, number>()
  #directories = new Set<string>()
  #names: string[] = []
  readonly #packages: readonly { readonly name: string; readonly directory: string }[]
  readonly #options = new Map<string, ts.CompilerOptions>()
  readonly service: ts.LanguageService
  #resolver: ((specifier: string, containing: string) => ts.ResolvedModuleFull | undefined) | null = null

  constructor(files: Files, registry: ts.DocumentRegistry) {
    this.#files = files
    this.#packages = findPackages(files)
    this.#list()
    this.service = ts.createLanguageService(this.#host(), registry)
  }

  /** Show the repository with these differences from now on. */
  show(overlay: Overlay): void {
    for (const path of new Set([...this.#overlay.keys(), ...overlay.keys()])) {
      if (this.#overlay.get(path) === overlay.get(path) && this.#overlay.has(path) === overlay.has(path)) continue
      this.#versions.set(path, (this.#versions.get(path) ?? 0) + 1)
    }
    this.#overlay = overlay
    this.#list()
  }

  get program(): ts.Program {
    const program = this.service.getProgram()
    if (!program) throw new Error('no program')
    return program
  }

  text(path: string): string | undefined {
    const changed = this.#overlay.get(path)
    if (changed !== undefined) return changed ?? undefined
    return this.#files.get(path)
  }

  get paths(): readonly string[] {
    return this.#names
  }

  sourceFile(path: string): ts.SourceFile | undefined {
    return this.program.getSourceFile(absolute(path))
  }

  #list(): void {
    const present = new Set(this.#files.keys())
    for (const [path, text] of this.#overlay)
      if (text === null) present.delete(path)
      else present.add(path)
    this.#names = [...present]
      .filter((path) => SOURCE.test(path) && !/\.min\.js$/.test(path) && !this.#shadowsPackage(path))
      .sort()
    this.#directories = new Set([''])
    for (const path of present) {
      for (let at = posix.dirname(path); at !== '.' && !this.#directories.has(at); at = posix.dirname(at))
        this.#directories.add(at)
    }
  }

  /** A script that declares a workspace package ambiently hides the package itself from a program that holds both. */
  #shadowsPackage(path: string): boolean {
    const text = path.endsWith('.d.ts') ? this.text(path) : undefined
    if (text === undefined || !text.includes('declare module') || /^(?:import|export)\b/m.test(text)) return false
    return this.#packages.some(({ name }) =>
      new RegExp(`declare module ['"]${name.replace(/[^\w/@-]/g, '\\$&')}['"]`).test(text),
    )
  }

  #host(): ts.LanguageServiceHost {
    const read = (file: string): string | undefined =>
      file.startsWith(`${ROOT}/`) ? this.text(relative(file)) : ts.sys.readFile(file)
    const exists = (file: string): boolean =>
      file.startsWith(`${ROOT}/`) ? this.text(relative(file)) !== undefined : isLibrary(file) && ts.sys.fileExists(file)
    const directoryExists = (directory: string): boolean =>
      directory === ROOT ||
      (directory.startsWith(`${ROOT}/`) && this.#directories.has(relative(directory.replace(/\/$/, ''))))
    const resolutionHost: ts.ModuleResolutionHost = {
      fileExists: exists,
      readFile: read,
      directoryExists,
      getCurrentDirectory: () => ROOT,
    }
    this.#resolver = (specifier, containing) => {
      const options = this.#optionsFor(relative(dirname(containing)))
      const found = ts.resolveModuleName(specifier, containing, options, resolutionHost)
      return found.resolvedModule ?? this.#resolveInWorkspace(specifier, containing, options, resolutionHost)
    }
    return {
      getCompilationSettings: () => BASE,
      getScriptFileNames: () => this.#names.map(absolute),
      getScriptVersion: (file) => String(this.#versions.get(relative(file)) ?? 0),
      getScriptSnapshot: (file) => {
        const text = read(file)
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text)
      },
      getCurrentDirectory: () => ROOT,
      getDefaultLibFileName: (options) => ts.getDefaultLibFilePath(options),
      fileExists: exists,
      readFile: read,
      directoryExists,
      useCaseSensitiveFileNames: () => true,
      resolveModuleNameLiterals: (literals, containing) =>
        literals.map((literal) => ({ resolvedModule: this.#resolver?.(literal.text, containing) })),
    }
  }

  /** The file a specifier means, as an absolute name. */
  resolve(specifier: string, containing: string): string | undefined {
    return this.#resolver?.(specifier, containing)?.resolvedFileName
  }

  #resolveInWorkspace(
    specifier: string,
    containing: string,
    options: ts.CompilerOptions,
    host: ts.ModuleResolutionHost,
  ): ts.ResolvedModuleFull | undefined {
    const owner = this.#packages.find(({ name }) => specifier === name || specifier.startsWith(`${name}/`))
    if (!owner) return undefined
    const rest = specifier.slice(owner.name.length + 1)
    const places = rest === '' ? ['src/index', 'src', 'index', ''] : [`src/${rest}`, `src/${rest}/index`, rest]
    for (const place of places) {
      const found = ts.resolveModuleName(absolute(posix.join(owner.directory, place)), containing, options, host)
      if (found.resolvedModule) return found.resolvedModule
    }
    return undefined
  }

  /** The nearest tsconfig says how its directory's imports resolve; everything else is permissive. */
  #optionsFor(directory: string): ts.CompilerOptions {
    const known = this.#options.get(directory)
    if (known) return known
    let options: ts.CompilerOptions = BASE
    const own = posix.join(directory, 'tsconfig.json')
    const parent = posix.dirname(directory)
    if (this.#files.has(own)) options = { ...this.#readConfig(own), ...BASE }
    else if (directory !== '' && directory !== '.') options = this.#optionsFor(parent === '.' ? '' : parent)
    this.#options.set(directory, options)
    return options
  }

  #readConfig(path: string): ts.CompilerOptions {
    const host: ts.ParseConfigHost = {
      fileExists: (file) => this.#files.has(relative(file)),
      readFile: (file) => this.#files.get(relative(file)),
      readDirectory: () => [],
      useCaseSensitiveFileNames: true,
    }
    const { config } = ts.readConfigFile(absolute(path), host.readFile)
    const { options } = ts.parseJsonConfigFileContent(
      config ?? {},
      host,
      posix.dirname(absolute(path)),
      undefined,
      absolute(path),
    )
    const kept: ts.CompilerOptions = {}
    if (options.paths) kept.paths = options.paths
    if (options.baseUrl) kept.baseUrl = options.baseUrl
    if (options['pathsBasePath']) kept['pathsBasePath'] = options['pathsBasePath']
    if (options.customConditions) kept.customConditions = options.customConditions
    if (options.rootDirs) kept.rootDirs = options.rootDirs
    return kept
  }
}

const BASE: ts.CompilerOptions = {
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
  jsx: ts.JsxEmit.Preserve,
  allowJs: true,
  checkJs: true,
  noEmit: true,
  skipLibCheck: true,
  strict: false,
  allowImportingTsExtensions: true,
  experimentalDecorators: true,
  ignoreDeprecations: '6.0',
}

const isLibrary = (file: string): boolean => /\/typescript\/lib\/lib\.[^/]*$/.test(file)

export const absolute = (path: string): string => (path === '' ? ROOT : `${ROOT}/${path}`)

export const relative = (file: string): string =>
  file === ROOT ? '' : file.startsWith(`${ROOT}/`) ? file.slice(ROOT.length + 1) : file

function findPackages(files: Files): { name: string; directory: string }[] {
  const found: { name: string; directory: string }[] = []
  for (const [path, text] of files) {
    if (path !== 'package.json' && !path.endsWith('/package.json')) continue
    try {
      const name = (JSON.parse(text) as { name?: unknown }).name
      if (typeof name === 'string' && name !== '') found.push({ name, directory: posix.dirname(path) })
    } catch {
      // Fixtures of broken packages are no packages.
    }
  }
  return found.sort((a, b) => b.name.length - a.name.length || a.directory.length - b.directory.length)
}
