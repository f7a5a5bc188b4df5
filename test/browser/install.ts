/** Brings a Chromium, where none is named by `CHROMIUM` or in the path; `npm run test:browser` calls it first. */
import { findBrowser } from '../support/browser-rig.ts';
import { installDebian } from '../support/install-debian.ts';

if (findBrowser() === undefined) installDebian(['chromium-headless-shell']);
