import type { Binding, ModuleFacts } from '../../core/facts.ts'
import type { Span, TextEdit } from '../../core/span.ts'
import type { EmbeddedDocument } from './document.ts'
import { findEsmBlocks } from './mdx.ts'

/*
 * Component files: the code keeps its offsets, everything around it becomes blanks. Block structure after the
 * documentation of Vue's single-file components, Svelte, Astro (frontmatter between `---` lines) and MDX (`import` and
 * `export` blocks at the beginning of a line).
 */

interface Regions {
  readonly spans: readonly Span[]
  readonly typescript: boolean
}

export function openComponent(path: string, text: string): EmbeddedDocument | null {
  const { spans, typescript } = findRegions(path, text)
  if (spans.length === 0) return null
  const code = blankOutside(text, spans)
  const isInside = (edit: Span): boolean => spans.some((span) => edit.start >= span.start && edit.end <= span.end)
  return {
    path: `${path}${typescript ? '.ts' : '.js'}`,
    text: code,
    annotate: (facts) => pinNames(facts, text, spans),
    toOuter: (span) => span,
    // The blocks of a Vue or Svelte component are one module; scripts of an Astro page stand beside its frontmatter.
    modules: /\.astro$/i.test(path) && spans.length > 1 ? spans : [],
    translate: (edit) => (isInside(edit) ? edit : null),
    settle: (edit) => (edit.start === edit.end && !isInside(edit) ? moveInside(edit, text, spans) : edit),
  }
}

function findRegions(path: string, text: string): Regions {
  if (/\.mdx$/i.test(path)) return { spans: findEsmBlocks(text), typescript: false }
  const spans: Span[] = []
  let typescript = false
  if (/\.astro$/i.test(path)) {
    typescript = true
    const fence = /^\uFEFF?\s*---[^\S\n]*\r?\n/.exec(text)
    const start = fence?.[0].length ?? 0
    const end = fence ? text.slice(start).search(/^---[^\S\n]*\r?$/m) : -1
    if (end !== -1) spans.push({ start, end: start + end })
  }
  const from = spans[0]?.end ?? 0
  for (const script of findScripts(text, from)) {
    if (!isCode(script.attributes)) continue
    typescript ||= /\blang\s*=\s*["']?tsx?\b/i.test(script.attributes)
    spans.push({ start: script.start, end: script.end })
  }
  return { spans, typescript }
}

interface Script extends Span {
  readonly attributes: string
}

function findScripts(text: string, from: number): Script[] {
  const scripts: Script[] = []
  const open = /<script\b((?:[^>"']|"[^"]*"|'[^']*')*)>/gi
  open.lastIndex = from
  for (let match = open.exec(text); match; match = open.exec(text)) {
    const start = match.index + match[0].length
    const rest = text.slice(start).search(/<\/script\s*>/i)
    const isEmpty = (match[1] ?? '').trimEnd().endsWith('/')
    if (rest === -1 || isEmpty || isCommentedOut(text, match.index)) continue
    scripts.push({ attributes: match[1] ?? '', start, end: start + rest })
    open.lastIndex = start + rest
  }
  return scripts
}

function isCommentedOut(text: string, at: number): boolean {
  return text.lastIndexOf('<!--', at) > text.lastIndexOf('-->', at)
}

/** Data blocks (`type="application/json"`, `text/template`) and blocks that live elsewhere (`src`) are not code. */
function isCode(attributes: string): boolean {
  if (/\ssrc\s*=/i.test(attributes)) return false
  const type = /\btype\s*=\s*["']?([^"'\s>]+)/i.exec(attributes)?.[1]
  return (
    type === undefined ||
    /^(?:module|text\/(?:java|ecma|type)script|application\/(?:java|ecma)script|ts|tsx)$/i.test(type)
  )
}

function blankOutside(text: string, spans: readonly Span[]): string {
  let code = ''
  let at = 0
  for (const { start, end } of spans) {
    code += text.slice(at, start).replace(/[^\r\n]/g, ' ') + text.slice(start, end)
    at = end
  }
  return code + text.slice(at).replace(/[^\r\n]/g, ' ')
}

/** A name that the markup uses cannot be renamed there. Vue also knows components by their kebab-case name. */
function pinNames(facts: ModuleFacts, text: string, spans: readonly Span[]): ModuleFacts {
  const markup = invert(text, spans)
  const uses = new Set<string>()
  for (const { start, end } of markup)
    for (const [word] of text.slice(start, end).matchAll(/[\p{L}_$][\p{L}\p{N}_$-]*/gu))
      for (const name of namesOf(word)) uses.add(name)
  const isTopLevel = (binding: Binding): boolean => facts.scopes[binding.scope]?.parent == null
  return {
    ...facts,
    // The component itself is a default export that no line spells.
    dynamicExports: true,
    bindings: facts.bindings.map((binding) =>
      binding.kind === 'import' && isTopLevel(binding) && uses.has(binding.name)
        ? { ...binding, pinned: true }
        : binding,
    ),
  }
}

function namesOf(word: string): string[] {
  const names = word.split('-')
  if (names.length === 1) return [word, word.charAt(0).toUpperCase() + word.slice(1)]
  const camel = names.map((part, at) => (at === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1))).join('')
  return [...names, camel, camel.charAt(0).toUpperCase() + camel.slice(1)]
}

function invert(text: string, spans: readonly Span[]): Span[] {
  const gaps: Span[] = []
  let at = 0
  for (const { start, end } of spans) {
    gaps.push({ start: at, end: start })
    at = end
  }
  return [...gaps, { start: at, end: text.length }]
}

/** A new import planned for the top of the file belongs at the top of the first block. */
function moveInside(edit: TextEdit, text: string, spans: readonly Span[]): TextEdit {
  const home = spans.find((span) => span.start >= edit.start) ?? spans[0]
  if (!home) return edit
  const line = /^[^\S\n]*\r?\n/.exec(text.slice(home.start, home.end))
  const start = home.start + (line?.[0].length ?? 0)
  return { start, end: start, text: line || home.start === 0 ? edit.text : `\n${edit.text}` }
}
