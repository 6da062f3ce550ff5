/** What a guest tells of itself to whoever looks into its registers and memory. */
export interface GuestReport {
  readonly state: 'booting' | 'recovering' | 'serving' | 'crashed';
  /** Why it crashed, as the end of a sentence; null while it has not. */
  readonly reason: string | null;
  /** What it holds or serves, in a few words. */
  readonly summary: string;
  /** Its own checksum, 8 hexadecimal digits: two guests with the same one hold the same data. */
  readonly checksum: string;
  /** More that it knows, by name. */
  readonly facts: Readonly<Record<string, number | string>>;
}
