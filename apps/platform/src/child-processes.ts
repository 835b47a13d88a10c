import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { StartError } from '@fanxing/runtime/embedded-postgres';
import { firstLine } from './first-line.js';

/**
 * The processes that this one looks after. One that ends by itself is started again with the same settings, at the same
 * port, after a pause; all are ended, the last one started first, when this one is.
 */
export class ChildProcesses {
  private readonly children: { readonly name: string; process: ChildProcess }[] = [];
  private stopping = false;

  /** Starts one of our applications; answers what it printed when it was ready. */
  async start(name: string, settings: Readonly<Record<string, string>>): Promise<{ url: string }> {
    const child = this.spawn(name, settings);
    const ready = await this.ready(name, child);
    const entry = { name, process: child };
    this.children.push(entry);
    const { port } = new URL(ready.url);
    this.keep(entry, { ...settings, ...(name === 'gateway' ? {} : { FANXING_SERVICE_PORT: port }) });
    return ready;
  }

  /** Takes over a process that was started elsewhere. */
  adopt(name: string, process: ChildProcess): void {
    this.children.push({ name, process });
  }

  async stop(): Promise<void> {
    this.stopping = true;
    for (const { process: child } of this.children.reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(timer);
    }
  }

  private spawn(name: string, settings: Readonly<Record<string, string>>): ChildProcess {
    const program = join(import.meta.dirname, `../../${name}/dist/main.js`);
    const { DATABASE_URL: _, FANXING_DATA_DIR: __, FANXING_PORT: ___, ...inherited } = process.env;
    return spawn(process.execPath, [program], {
      env: { ...inherited, ...settings },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  }

  private async ready(name: string, child: ChildProcess): Promise<{ url: string }> {
    try {
      return JSON.parse(await firstLine(child)) as { url: string };
    } catch (error) {
      throw new StartError(
        `the ${name} process does not start (${String(error)})`,
        'read its own words above',
      );
    }
  }

  private keep(
    entry: { readonly name: string; process: ChildProcess },
    settings: Readonly<Record<string, string>>,
  ): void {
    entry.process.once('exit', () => {
      if (this.stopping) return;
      setTimeout(() => {
        if (this.stopping) return;
        entry.process = this.spawn(entry.name, settings);
        this.keep(entry, settings);
      }, 500);
    });
  }
}
