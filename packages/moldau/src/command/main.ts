/** The `moldau` command: `serve` is the log as a Kafka broker, `run` runs an application. Composition root. */
import { readFileSync } from 'node:fs'
import { Command, CommanderError } from 'commander'
import { failureText } from './failure-text.ts'
import { run } from './run.ts'
import { serve } from './serve.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

const program = new Command('moldau')
  .description('Kafka Streams for TypeScript, with the log included')
  .version(version)
  .showHelpAfterError('(add --help for what there is)')
  .exitOverride()

program
  .command('serve')
  .description('serve a data folder as a Kafka broker over TCP, until SIGTERM or SIGINT')
  // Checked by the command itself: a wrong flag is to be named before a missing one.
  .option('--data <dir>', 'the data folder (needed); created when it is not there')
  .option(
    '--listen <host:port>',
    'where to listen (default: 127.0.0.1:9092, or listeners of the configuration)',
  )
  .option('--config <file>', "Kafka's broker properties, name=value lines")
  .action(serve)

program
  .command('run')
  .description('run an application: a TypeScript or JavaScript module that exports defineApp(...) by default')
  .argument('<app>', 'the module, for example app.ts')
  .option('--data <dir>', 'run on the log inside, in this folder')
  .option('--brokers <host:port,...>', 'run on this Kafka cluster')
  .option('--listen <host:port>', 'with --data: also serve the log over TCP')
  .option('--workers <n>', 'workers in this process (num.stream.threads)')
  .option('--state <dir>', 'where local state is kept (state.dir)')
  .option(
    '--create-topics',
    'with --data: create source and sink topics that are missing, with one partition',
  )
  .action(run)

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode
  else {
    process.stderr.write(`moldau: ${failureText(error)}\n`)
    process.exitCode = 1
  }
}
