import type { LanguageId } from '../core/migration.ts'
import { clip } from './json-document.ts'

/*
 * How the manifest spells symbols and modules, and what the spelling says about the language.
 */

/** What one string names; a part that it does not mention is null. */
export interface Spelled {
  readonly module: string | null
  readonly name: string | null
}

export interface Misspelled {
  readonly problem: string
}

const IDENTIFIER = /^[\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*$/u
const PYTHON_IDENTIFIER = /^[\p{ID_Start}_][\p{ID_Continue}]*$/u
const MODULE_LIKE = /[./@:~-]/
const SCRIPT_EXTENSION = /\.(?:d\.ts|[cm]?[jt]sx?|json|vue|svelte|astro|mdx|css|scss|svg)$/
const TYPESCRIPT_FILE = /(?:\.d)?\.[cm]?tsx?$/
const SCRIPT_FILE = /(?:\.d)?\.[cm]?[jt]sx?$/

/** Nearly every name and module is of this form, and plain expressions are several times as fast. */
const PLAIN_DOTTED = /^[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*$/
const SCRIPT_LIKE_END = /(?:__init__|\.(?:pyi?|d\.ts|[cm]?[jt]sx?|json|vue|svelte|astro|mdx|css|scss|svg))$/

const isDottedName = (text: string): boolean => text.split('.').every((part) => IDENTIFIER.test(part))

/** Read a shorthand: `Name`, `module#name` (split at the last `#`), or a module that its spelling shows to be one. */
export function readShorthand(text: string): Spelled | Misspelled {
  const shown = clip(text)
  if (text !== text.trim()) return { problem: `"${shown}" has white space around it — remove it` }
  const hash = text.lastIndexOf('#')
  if (hash > 0) {
    const [module, name] = [text.slice(0, hash), text.slice(hash + 1)]
    if (name === '')
      return { problem: `"${shown}" ends in # — write the name after it, or leave the # out for the module` }
    return { module, name }
  }
  if (hash === 0) {
    if (isDottedName(text.slice(1))) {
      return {
        problem:
          `"${shown}" can be a name or a package import — write {"name": "${clip(text.slice(1))}"} for the name, ` +
          `{"module": "${shown}"} for the module`,
      }
    }
    return { module: text, name: null }
  }
  if (IDENTIFIER.test(text)) return { module: null, name: text }
  if (MODULE_LIKE.test(text)) return { module: text, name: null }
  return { problem: `"${shown}" is neither a name nor a module — write "Name", "module#Name" or {"module": …}` }
}

/** The language a module's spelling gives away, or null. */
export function inferLanguage(module: string): LanguageId | null {
  if (PLAIN_DOTTED.test(module) && module.includes('.') && !SCRIPT_LIKE_END.test(module)) return 'python'
  if (module === 'builtins' || /(?:^|[./])__init__$|\.pyi?$/.test(module)) return 'python'
  if (/^[.@~#]|[/:$-]/.test(module) || SCRIPT_EXTENSION.test(module)) return 'typescript'
  return module.includes('.') ? 'python' : null
}

/** The language a name gives away: no Python name holds a `$`, and only JavaScript has a namespace export. */
export function inferLanguageOfName(name: string): LanguageId | null {
  return name === '*' || name.includes('$') ? 'typescript' : null
}

/** The module in its manifest form, or what is wrong with its spelling. */
export function checkModule(module: string, language: LanguageId): { readonly module: string } | Misspelled {
  if (language === 'python' && PLAIN_DOTTED.test(module) && !SCRIPT_LIKE_END.test(module)) return { module }
  const shown = clip(module)
  if (module !== module.trim()) return { problem: `the module "${shown}" has white space around it — remove it` }
  if (module.includes('\\')) return { problem: `the module "${shown}" has backslashes — write forward slashes` }
  if (module.includes('*')) {
    return {
      problem: `the module "${shown}" has a wildcard — name the module itself; "submodules": true covers all below it`,
    }
  }
  return language === 'python' ? checkPythonModule(module) : checkScriptModule(module)
}

function checkPythonModule(module: string): { readonly module: string } | Misspelled {
  const dotted = module.replace(/\/__init__$/, '').replace(/\/__init__\.pyi?$/, '.py')
  const bare = dotted === module ? module.replace(/\.__init__$/, '') : dotted.replaceAll('/', '.')
  const shown = clip(module)
  if (bare.startsWith('.')) {
    return { problem: `the Python module "${shown}" is relative — write its absolute dotted name` }
  }
  if (bare.includes('/') || /\.pyi?$/.test(bare)) {
    const guess = clip(
      dotted
        .replace(/^\.\//, '')
        .replace(/\.pyi?$/, '')
        .replaceAll('/', '.'),
    )
    return { problem: `the Python module "${shown}" is a path — write the name it is imported by, such as "${guess}"` }
  }
  if (!bare.split('.').every((part) => PYTHON_IDENTIFIER.test(part))) {
    const at = module.includes('#')
      ? ' — write what stands behind the # as "name"'
      : ' — write "language": "typescript" if it is not Python'
    return { problem: `"${shown}" is no dotted name of a Python module${at}` }
  }
  return { module: bare }
}

function checkScriptModule(module: string): { readonly module: string } | Misspelled {
  const shown = clip(module)
  if (module.lastIndexOf('#') > 0) {
    return { problem: `the module "${shown}" has a # in it — write what stands behind it as "name"` }
  }
  if (module.startsWith('/') || /^[A-Za-z]:/.test(module)) {
    return { problem: `the module "${shown}" is an absolute path — write it from the root, as "./…"` }
  }
  if (/\p{Cc}/u.test(module)) return { problem: `the module "${shown}" has control characters in it` }
  if (!module.startsWith('.')) return { module }
  if (!/^\.\.?(?:\/|$)/.test(module)) {
    return { problem: `"${shown}" is no module — a path starts with "./", and a Python module is written absolute` }
  }
  const segments: string[] = []
  for (const segment of module.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') segments.push(segment)
    else if (segments.pop() === undefined) {
      return { problem: `the module "${shown}" leaves the repository — paths start at its root` }
    }
  }
  if (segments.length === 0)
    return { problem: `the module "${shown}" is the root itself — name a file, such as "./index"` }
  return { module: `./${segments.join('/')}` }
}

/** What is wrong with a name, or null. `language` null: a bare name, in every language. */
export function checkName(name: string, language: LanguageId | null): string | null {
  if (PLAIN_DOTTED.test(name)) return null
  const shown = clip(name)
  if (name === '*') {
    return language === 'python' ? '"*" names nothing in Python — retire the module, or each name by itself' : null
  }
  if (name.includes('#')) return `the name "${shown}" has a # in it — put the module into "module"`
  const pattern = language === 'python' ? PYTHON_IDENTIFIER : IDENTIFIER
  if (name.split('.').every((part) => pattern.test(part))) return null
  return `"${shown}" is no name — write an exported name, dotted for a member ("timezone.utc")`
}

/**
 * The module as something to compare: TypeScript files lose `./`, extension and `/index`. Spelling only; aliases and
 * workspace specifiers are the resolver's business.
 */
export function moduleKey(module: string, language: LanguageId): string {
  if (language === 'python') return module
  const isPath = module.startsWith('./')
  const path = isPath ? module.slice(2) : module
  if (!isPath && !(path.includes('/') && TYPESCRIPT_FILE.test(path))) return path
  return path.replace(SCRIPT_FILE, '').replace(/\/index$/, '')
}

/** A module below `module`, `below` being segments joined by the language's separator. */
export function joinModule(module: string, below: string, language: LanguageId): string {
  if (below === '') return module
  if (language === 'python') return `${module}.${below}`
  const isFile = module.startsWith('./') || (module.includes('/') && TYPESCRIPT_FILE.test(module))
  const directory = isFile ? module.replace(SCRIPT_FILE, '').replace(/\/index$/, '') : module
  return `${directory}/${below}`
}

export const separatorOf = (language: LanguageId): '.' | '/' => (language === 'python' ? '.' : '/')
