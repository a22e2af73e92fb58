package app;

import dev.aatomic.Aatomic;
import kotlin.coroutines.Continuation;

@Aatomic
interface Suspended {
    Object load(long id, Continuation<? super String> continuation); // ! Suspend 12
}
