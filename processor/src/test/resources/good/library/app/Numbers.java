package app;

import dev.aatomic.Aatomic;
import java.io.Closeable;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

@Aatomic
public interface Numbers extends Callable<Integer>, Supplier<Long>, Closeable {}
