/** The link went down; nothing that was under way has arrived. Thrown at the `yield*` of a send or a flush. */
export class LinkFailure extends Error {
  override readonly name = 'LinkFailure';
}
