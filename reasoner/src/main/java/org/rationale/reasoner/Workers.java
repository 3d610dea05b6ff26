package org.rationale.reasoner;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Some threads, the calling one among them. The others are started when first needed. */
final class Workers implements AutoCloseable {

  private static final int ROWS_WORTH_IT = 1 << 11;

  private final int threads;
  private final int rowsWorthIt;
  private @Nullable ExecutorService others;

  /**
   * @param threads at least 1
   */
  Workers(int threads) {
    this(threads, ROWS_WORTH_IT);
  }

  /**
   * @param rowsWorthIt with how many rows to work on the others are asked to help
   */
  Workers(int threads, int rowsWorthIt) {
    if (threads < 1) {
      throw new IllegalArgumentException(
          "Reasoning takes at least one thread (%d).".formatted(threads));
    }
    this.threads = threads;
    this.rowsWorthIt = rowsWorthIt;
  }

  int threads() {
    return threads;
  }

  /** Whether so many rows are worth the trouble of more than one thread. */
  boolean areWorthIt(int rows) {
    return threads > 1 && rows >= rowsWorthIt;
  }

  /** Runs numbered tasks, each once, on any of the threads, and waits for all. */
  void run(int tasks, IntConsumer work) {
    AtomicInteger next = new AtomicInteger();
    Runnable loop =
        () -> {
          for (int task = next.getAndIncrement(); task < tasks; task = next.getAndIncrement()) {
            work.accept(task);
          }
        };
    int helpers = Math.min(threads, tasks) - 1;
    CompletableFuture<?>[] running = new CompletableFuture<?>[Math.max(0, helpers)];
    for (int i = 0; i < running.length; i++) {
      running[i] = CompletableFuture.runAsync(loop, executor());
    }
    try {
      loop.run();
    } finally {
      // Nobody may read the tables any more when the caller goes on to change them.
      CompletableFuture.allOf(running).join();
    }
  }

  private ExecutorService executor() {
    ExecutorService known = others;
    if (known == null) {
      known =
          Executors.newFixedThreadPool(
              threads - 1, Thread.ofPlatform().daemon().name("rationale-closure-", 1).factory());
      others = known;
    }
    return known;
  }

  @Override
  public void close() {
    if (others != null) {
      others.shutdown();
      others = null;
    }
  }
}
