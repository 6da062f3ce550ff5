import { setTimeout as wait } from 'node:timers/promises';
import { Failure } from './run.mjs';

/** Pauses before the second and the third try, in milliseconds: a network is mostly back by then. */
const pauses = [5_000, 30_000];

/**
 * Does something that needs the network, up to three times.
 * @template T @param {string} what as the object of a sentence: "the packages"
 * @param {() => Promise<T>} action @param {readonly number[]} [pausesBetween] @returns {Promise<T>}
 */
export async function retried(what, action, pausesBetween = pauses) {
  for (let tries = 1; ; tries += 1) {
    try {
      return await action();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const pause = pausesBetween[tries - 1];
      if (pause === undefined) {
        throw new Failure(`Installing ${what} failed ${tries} times: ${reason}\nLook whether the network and the disk have room for it, and run this again: what is there already is kept.`);
      }
      console.log(`${reason}\nInstalling ${what} did not work (try ${tries} of ${pausesBetween.length + 1}). Trying again in ${pause / 1000} s ...`);
      await wait(pause);
    }
  }
}
