/**
 * A measured live migration of a real hypervisor, in the form of `bench/data/qemu-open.json`. Times are ms. What a file
 * may leave out, `read-cases.ts` has filled in.
 */
export interface FidelityCase {
  readonly id: string;
  readonly group: string;
  readonly ram_bytes: number;
  readonly bandwidth_bytes_per_s: number;
  /** 0: no cap, the link is the limit. */
  readonly max_bandwidth_bytes_per_s: number;
  readonly link: CaseLink;
  readonly downtime_limit_ms: number;
  readonly seed: number;
  readonly workload: CaseWorkload;
  readonly features: CaseFeatures;
  /** Absent in a file that is only to be predicted. */
  readonly measured?: { readonly median: CaseFigures };
}

export interface CaseLink {
  readonly kind: 'relay' | 'unix' | 'tcp';
  readonly bytes_per_s: number | null;
  readonly buffer_bytes: number | null;
}

export interface CaseWorkload {
  readonly pattern: 'none' | 'seq' | 'random' | 'hotcold';
  readonly ws_start_page: number;
  readonly ws_pages: number;
  readonly pages_per_s: number;
  readonly zero_share: number;
  readonly dwords_per_write?: number;
  readonly cpu_bound?: boolean;
  readonly hot_pages?: number;
  readonly hot_probability?: number;
  /** Page writes that the guest had made when the migration began. */
  readonly writes_at_start?: number | null;
}

export interface CaseFeatures {
  readonly return_path?: boolean;
  /** Cancel at this sync count, or after so many seconds. */
  readonly stop_rule?: { readonly max_sync?: number; readonly max_s?: number };
  readonly auto_converge?: {
    readonly initial: number;
    readonly increment: number;
    readonly max: number;
    readonly tailslow: boolean;
    readonly trigger_threshold: number;
  };
  readonly postcopy?: { readonly after_sync: number; readonly max_bandwidth_bytes_per_s: number };
  readonly xbzrle?: { readonly cache_bytes: number };
}

/** What is measured, and what is predicted. */
export interface CaseFigures {
  readonly total_time_ms: number;
  /** null for a migration that was cancelled; the pause before the switch where post-copy had to be used. */
  readonly downtime_ms: number | null;
  readonly transferred_bytes: number;
  /** QEMU's dirty-sync-count. */
  readonly rounds: number;
  /** Whether pre-copy reached its threshold by itself. */
  readonly converged: boolean;
}
