package org.rationale.perception;

import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs a model on rows of one shape for many callers at once. While a run is going on, rows that
 * arrive wait, and the next run takes them together, up to a limit; so nobody waits for others who
 * may never come, and the batches grow with the load. At most four batches of rows wait; who comes
 * then waits for room first.
 *
 * <p>A runtime may add up the same numbers in another order when there are more rows, so the last
 * digits of an answer may depend on what else was in its batch. With a batch of 1 each row is run
 * alone, by its caller, and the same row always gives the same bits.
 */
final class RowQueue implements AutoCloseable {

  private static final int BATCHES_WAITING = 4;

  private final OnnxModel model;
  private final String input;
  private final long[] shape;
  private final int width;
  private final List<String> outputs;
  private final Set<String> outputSet;
  private final int batch;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final ArrayDeque<Row> waiting = new ArrayDeque<>();
  private final Queue<RowMemory> free = new ConcurrentLinkedQueue<>();
  private boolean running;
  private volatile boolean closed;

  private static final class Row {
    final float[] values;
    final String place;

    /**
     * Wakes its caller: the row is done, or it is its caller's turn to run. Each row has its own,
     * or every run would wake all who wait.
     */
    final Condition turn;

    boolean done;
    List<float[]> answer = List.of();
    @Nullable RuntimeException failure;

    Row(float[] values, String place, Condition turn) {
      this.values = values;
      this.place = place;
      this.turn = turn;
    }
  }

  /**
   * A queue before a model.
   *
   * @param input the name of the model's only input
   * @param shape of a row, without the first dimension
   * @param outputs that are wanted, each with one row for each row of the input
   * @param batch most rows in one run, at least 1
   */
  RowQueue(OnnxModel model, String input, long[] shape, List<String> outputs, int batch) {
    this.model = model;
    this.input = input;
    this.shape = shape.clone();
    this.width = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    this.outputs = List.copyOf(outputs);
    this.outputSet = Set.copyOf(outputs);
    this.batch = batch;
  }

  /**
   * Runs the model on a row, together with rows of other callers if it has to wait.
   *
   * @return one row for each output, in the order in which they were asked for
   */
  List<float[]> answer(float[] values, String place) {
    if (batch == 1) {
      return answers(new float[][] {values}, place).getFirst();
    }
    Row row = new Row(values, place, lock.newCondition());
    lock.lock();
    try {
      while (waiting.size() >= batch * BATCHES_WAITING) {
        room.awaitUninterruptibly();
      }
      waiting.add(row);
      while (!row.done) {
        if (running) {
          row.turn.awaitUninterruptibly();
        } else {
          runNext();
        }
      }
    } finally {
      lock.unlock();
    }
    if (row.failure != null) {
      throw row.failure;
    }
    return row.answer;
  }

  /** Takes what waits, up to a batch, and runs it while others may queue. */
  private void runNext() {
    List<Row> rows = new ArrayList<>();
    while (rows.size() < batch && !waiting.isEmpty()) {
      rows.add(waiting.remove());
    }
    running = true;
    room.signalAll();
    lock.unlock();
    try {
      run(rows);
    } finally {
      lock.lock();
      running = false;
      // The next who waits runs what waits by then; if none does, the next who comes.
      if (!waiting.isEmpty()) {
        waiting.peek().turn.signal();
      }
      for (Row row : rows) {
        row.done = true;
        row.turn.signal();
      }
    }
  }

  private void run(List<Row> rows) {
    try {
      List<List<float[]>> answers =
          answers(
              rows.stream().map(row -> row.values).toArray(float[][]::new), rows.getFirst().place);
      for (int i = 0; i < rows.size(); i++) {
        rows.get(i).answer = answers.get(i);
      }
    } catch (RuntimeException failure) {
      rows.forEach(row -> row.failure = failure);
    }
  }

  /** For each row, one row of each output. All rows are run together. */
  List<List<float[]>> answers(float[][] rows, String place) {
    List<Tensor.Reals> results = run(rows, place);
    List<List<float[]>> answers = new ArrayList<>(rows.length);
    for (int i = 0; i < rows.length; i++) {
      List<float[]> answer = new ArrayList<>(results.size());
      for (Tensor.Reals result : results) {
        answer.add(result.row(i));
      }
      answers.add(answer);
    }
    return answers;
  }

  /** Each output with one row for each row of the input. */
  List<Tensor.Reals> run(float[][] rows, String place) {
    long[] all = new long[shape.length + 1];
    all[0] = rows.length;
    System.arraycopy(shape, 0, all, 1, shape.length);
    RowMemory memory = memory(rows.length);
    try {
      FloatBuffer values = memory.emptied();
      for (float[] row : rows) {
        if (row.length != width) {
          throw new IllegalArgumentException(
              "The row has %d values, but the model takes %d.".formatted(row.length, width));
        }
        values.put(row);
      }
      return model.run(input, memory, all, outputs, outputSet, place);
    } finally {
      free.add(memory);
      if (closed) {
        close();
      }
    }
  }

  private RowMemory memory(int rows) {
    int needed = Math.multiplyExact(rows, width);
    RowMemory memory = free.poll();
    if (memory != null && memory.capacity() >= needed) {
      return memory;
    }
    if (memory != null) {
      memory.close();
    }
    return new RowMemory(needed);
  }

  /** Gives back what is kept for further runs; the model is its owner's. */
  @Override
  public void close() {
    closed = true;
    for (RowMemory memory = free.poll(); memory != null; memory = free.poll()) {
      memory.close();
    }
  }
}
