import * as vscode from 'vscode';

export const CONTAINER_SCHEME = 'virtlab-container';

/** A file or directory of a container, as its processes see it. */
export interface ContainerPlace {
  readonly container: string;
  /** From the container's root, with a slash before it. */
  readonly path: string;
}

/** `virtlab-container:/box-1/etc/passwd` */
export function containerUri({ container, path }: ContainerPlace): vscode.Uri {
  return vscode.Uri.from({ scheme: CONTAINER_SCHEME, path: `/${container}${path === '/' ? '' : path}` });
}

export function containerPlaceOf({ path }: vscode.Uri): ContainerPlace {
  const [, container = '', ...names] = path.split('/');
  return { container, path: `/${names.filter((name) => name !== '').join('/')}` };
}
