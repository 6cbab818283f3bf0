/** Pods of the namespace that the gateway runs in, as far as it may touch them. */
export interface Pods {
  /**
   * Sets `controller.kubernetes.io/pod-deletion-cost`: of the pods of a ReplicaSet those with the lowest
   * cost go first. False where there is no such pod. Throws BACKEND_UNAVAILABLE where the API server
   * does not answer, or refuses.
   */
  setDeletionCost(pod: string, cost: number, signal: AbortSignal): Promise<boolean>;
}
