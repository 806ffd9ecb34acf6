/** The operation in progress on a stack. */
export interface StackOperation {
  readonly kind: 'create' | 'update' | 'rollback' | 'delete';
  readonly token?: string;
  readonly disableRollback: boolean;
  readonly onFailure?: 'DELETE' | 'DO_NOTHING' | 'ROLLBACK';
  readonly retainExceptOnCreate: boolean;
  readonly mode: 'EXPRESS' | 'STANDARD';
  readonly abort: AbortController;
  /** A deletion has superseded the operation, which stops without setting the stack's status. */
  isSuperseded: boolean;
  /** Settles when the operation has ended, in success or failure. */
  done: Promise<void>;
}

export type OperationOptions = Partial<
  Pick<StackOperation, 'disableRollback' | 'onFailure' | 'retainExceptOnCreate' | 'mode'>
> & { readonly token?: string | undefined };
