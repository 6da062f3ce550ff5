import { encodeUtf8 } from '../../kernel/utf8.ts';
import { sha256 } from './sha-256.ts';

/** One file of a layer; a path that ends in a slash is a directory. */
export interface LayerFile {
  readonly path: string;
  readonly mode: number;
  readonly text: string;
}

/** Files that stand together, addressed by what they hold: the same files are the same layer. */
export interface Layer {
  readonly digest: string;
  readonly files: readonly LayerFile[];
}

/** Layers, lowest first, with what to run (image-spec, "Image Configuration"). */
export interface Image {
  readonly name: string;
  readonly digest: string;
  readonly layers: readonly Layer[];
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** A layer of these files, with its digest. */
export function newLayer(files: readonly LayerFile[]): Layer {
  const text = files.map((file) => `${file.path}\0${file.mode.toString(8)}\0${file.text.length}\0${file.text}`).join('\0');
  return { digest: `sha256:${sha256(encodeUtf8(text))}`, files };
}

/** An image of these layers, with its digest. */
export function newImage(name: string, layers: readonly Layer[], command: readonly string[], environment: Readonly<Record<string, string>>): Image {
  const manifest = JSON.stringify({ layers: layers.map((layer) => layer.digest), command, environment });
  return { name, digest: `sha256:${sha256(encodeUtf8(manifest))}`, layers, command, environment };
}
