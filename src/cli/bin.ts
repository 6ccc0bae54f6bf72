#!/usr/bin/env node
import { main } from './main.ts'
import { createProcessIo } from './process-io.ts'

// not process.exit(): output that is still on its way into a pipe would be lost
process.exitCode = await main(process.argv.slice(2), createProcessIo())
