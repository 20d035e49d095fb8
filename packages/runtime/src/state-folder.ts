/**
 * The folder of an application's local state, `<stateDir>/<applicationId>`: the process id, one folder of stores a task, and one of global
 * stores.
 *
 * Local state is a cache of the changelogs, so anything doubtful in here is removed, loudly, and restored from there.
 *  1. The process id survives restarts: it names the group instance and the transactional id, so that a restart is recognized
 *     and waits for no time-out.
 *  2. The file `boot` holds the id of the machine's boot, and `clean` is there only after an orderly stop. LevelDB does not
 *     sync each batch: after a power cut (another boot, not clean) a store may have lost an older batch and kept a newer one.
 *     Such state is dropped.
 *  3. The folder has one owner: the stores inside are locked by their databases, and so is the folder by one of its own.
 * An edge file: it touches the disk.
 */
import { mkdirSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MoldauError, type Random } from '@moldau/protocol'
import { Level } from 'level'

const BOOT_ID = '/proc/sys/kernel/random/boot_id'

async function textOf(path: string): Promise<string | undefined> {
  try {
    return (await readFile(path, 'utf8')).trim()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

function uuidOf(random: Random): string {
  const hex = [0, 0, 0, 0].map(() => random.nextUint32().toString(16).padStart(8, '0')).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** The folder of what no task owns: global stores. */
export const GLOBAL_FOLDER = 'global'

const TASK_FOLDER = /^\d+_\d+$/

export class StateFolder {
  readonly path: string
  readonly processId: string
  /** Why local state was dropped when the folder was opened; undefined when it was kept. */
  readonly dropped: string | undefined
  readonly #lock: Level

  private constructor(path: string, processId: string, dropped: string | undefined, lock: Level) {
    this.path = path
    this.processId = processId
    this.dropped = dropped
    this.#lock = lock
  }

  /** Opens, or creates, the folder. @throws MoldauError `STATE_LOCKED` when another process has it open */
  static async open(stateDir: string, applicationId: string, random: Random): Promise<StateFolder> {
    const path = join(stateDir, applicationId)
    await mkdir(path, { recursive: true })
    const lock = new Level(join(path, '.lock'))
    try {
      await lock.open()
    } catch (cause) {
      throw new MoldauError('STATE_LOCKED', `the state folder ${path} is in use by another process`, {
        detail: String((cause as { cause?: { message?: string } }).cause?.message ?? cause),
        hint: 'stop that process, or give this one a stateDir of its own',
        cause,
      })
    }
    const boot = (await textOf(BOOT_ID)) ?? 'unknown'
    const lastBoot = await textOf(join(path, 'boot'))
    const clean = (await textOf(join(path, 'clean'))) !== undefined
    let dropped: string | undefined
    if (lastBoot !== undefined && lastBoot !== boot && !clean) {
      dropped = 'the machine was restarted without an orderly stop'
      for (const name of await readdir(path)) {
        if (TASK_FOLDER.test(name) || name === GLOBAL_FOLDER)
          await rm(join(path, name), { recursive: true, force: true })
      }
    }
    let processId = await textOf(join(path, 'process-id'))
    if (processId === undefined || processId === '') {
      processId = uuidOf(random)
      await writeFile(join(path, 'process-id'), processId)
    }
    await writeFile(join(path, 'boot'), boot)
    await rm(join(path, 'clean'), { force: true })
    return new StateFolder(path, processId, dropped, lock)
  }

  /** The folder of a task, made if it is not there. */
  makeTaskFolder(task: string): string {
    const path = join(this.path, task)
    mkdirSync(path, { recursive: true })
    return path
  }

  /** Where a store of a task lies. */
  storePath(task: string, store: string): string {
    return join(this.path, task, encodeURIComponent(store))
  }

  /** Removes a store that is not open. */
  async removeStore(task: string, store: string): Promise<void> {
    await rm(this.storePath(task, store), { recursive: true, force: true })
  }

  /** Names of the tasks that have state here. */
  async tasks(): Promise<string[]> {
    const names = await readdir(this.path)
    return names.filter(name => TASK_FOLDER.test(name))
  }

  /** Releases the folder; `clean` after all stores were closed in order. */
  async close(clean: boolean): Promise<void> {
    if (clean) await writeFile(join(this.path, 'clean'), '')
    await this.#lock.close()
  }
}
