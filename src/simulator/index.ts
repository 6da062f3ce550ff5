export type { FileAnswer, FileQuestion } from './container/oci/look-into.ts';
export type { WallProbe } from './container/oci/probe.ts';
export type { WallPreset } from './container/oci/walls.ts';
export { USUAL_CAPABILITIES, WALL_PRESETS, type Walls } from './container/oci/walls.ts';
export { readPublished } from './container/oci/publish.ts';
export { CALL_GROUPS, callsOf } from './container/oci/call-groups.ts';
export { inColumns } from './container/programs/columns.ts';
export { BUILTIN_NAMES, KEYWORDS } from './container/shell/names.ts';
export { CAPABILITIES, type Capability } from './container/credentials/capability.ts';
export { NO_IO_LIMITS } from './container/cgroup/cgroup.ts';
export { NAMESPACE_KINDS, type NamespaceKind } from './container/namespaces/namespace.ts';
export { type Experiment, type ExperimentReport, EXPERIMENTS, type ExperimentTrial, type Observation, type Reading, type TriedExperiment } from './datacenter/experiment/experiment.ts';
export { type CostReport, measureCosts } from './datacenter/experiment/measure-costs.ts';
export { runTrial, trialsOf } from './datacenter/experiment/run-experiment.ts';
export type { CheckpointPhase, CheckpointProgress } from './datacenter/containers/checkpoint.ts';
export type { CheckpointInventory } from './datacenter/containers/checkpoint-inventory.ts';
export type { ContainerInventory, ProcessInventory } from './datacenter/containers/container-inventory.ts';
export type { Command, CommandKind, CommandOf } from './datacenter/commands.ts';
export { DataCenter } from './datacenter/data-center.ts';
export type { DiskChainInventory, DiskImageInventory, DiskJobInventory } from './datacenter/storage/disk-inventory.ts';
export type { DiskEvent } from './datacenter/storage/disk-events.ts';
export type { DiskAnswer, DiskQuestion, PathStat } from './datacenter/storage/look-into-disk.ts';
export type { ExportedSnapshot } from './datacenter/exported-snapshot.ts';
export type { EventBody, EventKind, Outcome, WorldEvent } from './datacenter/events.ts';
export type {
  HostInventory,
  Inventory,
  LinkInventory,
  MigrationInventory,
  ReplicationInventory,
  SnapshotInventory,
  VmInventory,
  VmState,
} from './datacenter/inventory.ts';
export type { ConnectionInventory, NetworkInventory, SavedConnection, SideInventory } from './datacenter/network/network-inventory.ts';
export { keptTrace, thinned } from './datacenter/kept-trace.ts';
export { keepsFiles, requireGuest } from './datacenter/guest-limits.ts';
export { LIMITS, requireMemory } from './datacenter/limits.ts';
export { missingCpuFeatures } from './datacenter/cpu-features.ts';
export { closestName, suggestion } from './datacenter/closest-name.ts';
export type { SavedWorld } from './datacenter/saved-world.ts';
export type {
  ParsedScenario,
  PlacedCommand,
  Scenario,
  ScenarioPath,
  ScenarioProblem,
  TimedCommand,
} from './datacenter/scenario.ts';
export { parseScenario } from './datacenter/scenario-parse.ts';
export {
  BANDWIDTH,
  DIRTY_LIMIT,
  DOWNTIME,
  DURATION,
  HOST_MEMORY,
  LATENCY,
  type QuantityKind,
  readQuantity,
  SIZE,
  VM_MEMORY,
} from './datacenter/scenario-quantities.ts';
export { buildWorld, LONGEST_RUN, type RefusedCommand, runScenario, type ScenarioRun } from './datacenter/scenario-run.ts';
export { EventQueue } from './kernel/event-queue.ts';
export { type Completion, type EffectHandler, type ProcessEnd, RunningProcess } from './kernel/process.ts';
export * from './kernel/time.ts';
export { boot } from './machine/boot.ts';
export { LinkEnds } from './machine/drivers/link-ends.ts';
export { virtualTimeHandler } from './machine/drivers/virtual-time.ts';
export { guestProgram } from './machine/guest.ts';
export type { DiskSettings } from './machine/disk.ts';
export { type Damage, DAMAGES } from './machine/damage.ts';
export type { GuestReport } from './machine/guest-report.ts';
export type { GuestSettings, WorkloadSettings } from './machine/guest-settings.ts';
export { ModelMachine } from './machine/model-machine.ts';
export type { DeviceState } from './machine/device-state.ts';
export { Clock } from './machine/ports/clock.ts';
export { DestinationMachine } from './machine/ports/destination-machine.ts';
export type { Effect, Process } from './machine/ports/effect.ts';
export { Link, type LinkMessage } from './machine/ports/link.ts';
export { Machine } from './machine/ports/machine.ts';
export { type MigrationPorts, migrationPorts } from './machine/ports/migration-ports.ts';
export { SnapshotMachine } from './machine/ports/snapshot-machine.ts';
export { everyPage, type PageBatch, type PageContents } from './memory/contents.ts';
export * from './memory/page.ts';
export { PageBitmap } from './memory/page-bitmap.ts';
export { PageTable, type PageTableImage } from './memory/page-table.ts';
export type {
  Decision,
  DowntimeBreakdown,
  MigrationEvent,
  MigrationFigures,
  MigrationPhase,
} from './migration/events.ts';
export type { DecisionGrounds } from './migration/grounds.ts';
export { infoMigrate, type MigrationInfo, type MonitoredMigration, queryMigrate } from './migration/monitor.ts';
export {
  DEFAULT_PARAMETERS,
  DEFAULT_THROTTLE,
  type MigrationParameters,
  type MigrationStrategy,
  STOP_RULES,
  type StopRuleName,
  STRATEGIES,
  type ThrottleParameters,
} from './migration/parameters.ts';
export { blocksWireBytes } from './migration/storage-mirror.ts';
export { IN_STEP_WORD_BYTES } from './migration/multifd.ts';
export { XEN_LIMITS } from './migration/stop-rule.ts';
export { VIRTUALBOX_LIMITS } from './migration/virtualbox-rule.ts';
export { wireSize, type WireSize } from './migration/wire.ts';
export type { XbzrleFigures } from './migration/xbzrle.ts';
export type { NetworkEvent } from './network/network-events.ts';
export type { JournalEntry } from './network/peer/peer.ts';
export { forecast, gapBetween } from './network/standing.ts';
export type { ResetCause } from './network/tcp/segment.ts';
export type { ServiceSample } from './network/service.ts';
export type { ReplicationFigures } from './replication/figures.ts';
export { LinkModel, type LinkSettings } from './network/link-model.ts';
export type { ImageDifference, RegisterDifference, StateDifference } from './snapshot/compare-states.ts';
export type { BackgroundCounters } from './snapshot/background-report.ts';
export { SNAPSHOT_CONTENTS, SNAPSHOT_METHODS, type SnapshotContents, type SnapshotMethod } from './snapshot/saved-state.ts';
