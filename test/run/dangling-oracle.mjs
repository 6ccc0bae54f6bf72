// Which first-party imports of a repository fail after a change, by TypeScript's checker.
//
//     node dangling-oracle.mjs <repository> <overlay.json> [<tsconfig>]
//
// Prints `path specifier name` (`*` for a whole module) for every import that was in order before the overlay only.
import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'

const [root, overlayFile, config = 'tsconfig.json'] = process.argv.slice(2)
const overlay = JSON.parse(readFileSync(overlayFile, 'utf8'))
/** No exported member, cannot find module, no default export, no module at all, and their variants with a suggestion. */
const MEMBER_CODES = new Set([2339, 2551, 2694, 2724])
const CODES = new Set([2306, 2339, 2551, 2305, 2307, 2614, 2613, 1192, 2724, 2694, 2459, 2460, 2792, 2497, 6142, 7016])

function look(changes) {
  const read = ts.readConfigFile(join(root, config), ts.sys.readFile)
  const parsed = ts.parseJsonConfigFileContent(read.config, ts.sys, dirname(join(root, config)))
  const options = {
    ...parsed.options,
    noEmit: true,
    skipLibCheck: true,
    composite: false,
    incremental: false,
    types: [],
  }
  const host = ts.createCompilerHost(options)
  const shortOf = (file) => relative(root, file).split('\\').join('/')
  const isGone = (file) => changes[shortOf(file)] === null
  const { fileExists, readFile, getSourceFile } = host
  host.fileExists = (file) => !isGone(file) && fileExists(file)
  host.readFile = (file) => changes[shortOf(file)] ?? readFile(file)
  host.getSourceFile = (file, language) => {
    const text = changes[shortOf(file)]
    return text === undefined
      ? getSourceFile.call(host, file, language)
      : text === null
        ? undefined
        : ts.createSourceFile(file, text, language)
  }
  const program = ts.createProgram({ rootNames: parsed.fileNames.filter((file) => !isGone(file)), options, host })
  const found = new Set()
  for (const file of program.getSourceFiles()) {
    const path = shortOf(file.fileName)
    if (path.startsWith('..') || path.includes('node_modules/')) continue
    // Semantic diagnostics of imports alone need no check of bodies, but TypeScript has no such question.
    for (const diagnostic of program.getSemanticDiagnostics(file)) {
      if (!CODES.has(diagnostic.code) || diagnostic.start === undefined) continue
      const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')
      const owner = /(?:typeof import\(|Namespace '|^')"([^"]+)"/.exec(message)?.[1]
      let node = findToken(file, diagnostic.start)
      if ((diagnostic.code === 2339 || diagnostic.code === 2551) && !owner) continue
      if (MEMBER_CODES.has(diagnostic.code) && owner && !isImport(node)) {
        const place = shortOf(owner)
          .replace(/\.\w+$/, '')
          .replace(/\/index$/, '')
        if (!place.startsWith('..') && !place.includes('node_modules/')) found.add(`${path} @${place} ${node.text}`)
        continue
      }
      const name = ts.isStringLiteralLike(node) ? '*' : node.text
      while (
        node &&
        !ts.isImportDeclaration(node) &&
        !ts.isExportDeclaration(node) &&
        !ts.isImportTypeNode(node) &&
        !isLoading(node)
      )
        node = node.parent
      const specifier = node && (node.moduleSpecifier ?? node.argument?.literal ?? node.arguments?.[0])
      if (!specifier || !ts.isStringLiteralLike(specifier)) continue
      const isDefault = diagnostic.code === 1192 || diagnostic.code === 2613
      found.add(`${path} ${specifier.text} ${isDefault ? 'default' : name}`)
    }
  }
  return found
}

/** `import('m')`, `require('m')`. */
function isLoading(node) {
  return ts.isCallExpression(node) && /^(?:import|require)\b/.test(node.expression.getText())
}

function isImport(node) {
  for (let at = node; at; at = at.parent) {
    if (ts.isImportDeclaration(at) || ts.isExportDeclaration(at) || ts.isImportTypeNode(at)) return true
    // `(await import('m')).x` and `require('m').x` are told of as imports.
    if (ts.isPropertyAccessExpression(at) && /^\(*\s*(?:await\s+import|require)\s*\(/.test(at.getText())) return true
    if (ts.isObjectBindingPattern(at)) return true
  }
  return false
}

function findToken(file, position) {
  let found = file
  const visit = (node) => {
    if (node.getStart(file) <= position && position < node.getEnd()) {
      found = node
      ts.forEachChild(node, visit)
    }
  }
  visit(file)
  return found
}

const after = look(overlay)
const before = look({})
for (const line of [...after].filter((item) => !before.has(item)).sort()) console.log(line)
