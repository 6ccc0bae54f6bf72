// What one writes first: all files in one project, every import declaration looked at. With `fix`, renamed.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { join } from 'node:path'

const [home, symbol, fix] = process.argv.slice(2)
const { Project } = createRequire(join(home, 'x.js'))('ts-morph')
const project = new Project({ skipAddingFilesFromTsConfig: true, compilerOptions: { allowJs: true } })
const listed = spawnSync('git', ['ls-files', '-z'], { encoding: 'utf8', maxBuffer: 1 << 30 }).stdout.split('\0')
for (const path of listed) if (/\.[cm]?[jt]sx?$/.test(path)) project.addSourceFileAtPath(path)
let found = 0
for (const file of project.getSourceFiles()) {
  for (const declaration of file.getImportDeclarations()) {
    for (const name of declaration.getNamedImports()) {
      if (name.getName() !== symbol) continue
      found++
      if (fix !== 'fix') continue
      for (const node of file.getDescendantsOfKind(80))
        if (!node.wasForgotten() && node.getText() === symbol) node.replaceWithText(`Fresh${symbol}`)
    }
  }
}
if (fix === 'fix') project.saveSync()
process.stdout.write(`${found}\n`)
