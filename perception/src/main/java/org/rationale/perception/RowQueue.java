package org.rationale.perception;

import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rationale.kg.InvalidInputException;

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

  /**
   * A row that waits for its answer. Its caller sleeps without the lock and is woken by name: a
   * condition would let those who are woken in, one after the other, each only after the one
   * before.
   */
  private static final class Row {
    final float[] values;
    final String place;
    final Thread caller = Thread.currentThread();

    /** What its caller is to run: it is the first of them. */
    volatile List<Row> toRun = List.of();

    List<float[]> answer = List.of();
    @Nullable RuntimeException failure;

    /** Written last, so that who sees it sees the answer. */
    volatile boolean done;

    Row(float[] values, String place) {
      this.values = values;
      this.place = place;
    }

    void done() {
      done = true;
      LockSupport.unpark(caller);
    }
  }

  /**
   * An input that is ready for the model.
   *
   * @param rows of the model's input; none if there is nothing to ask
   * @param result what follows from the outputs for each row
   */
  record Ready<T>(List<float[]> rows, Function<List<List<float[]>>, T> result) {

    /** An input that is one row. */
    static <T> Ready<T> of(float[] row, Function<List<float[]>, T> result) {
      return new Ready<>(List.of(row), outputs -> result.apply(outputs.getFirst()));
    }

    /** The same rows, with something more made of the answers. */
    <U> Ready<U> then(Function<T, U> more) {
      return new Ready<>(rows, result.andThen(more));
    }
  }

  /** An input whose turn it is. */
  private record Turn<T>(int number, String place, Ready<T> ready) {}

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
    Row row = new Row(values, place);
    List<Row> toRun;
    lock.lock();
    try {
      while (waiting.size() >= batch * BATCHES_WAITING) {
        room.awaitUninterruptibly();
      }
      waiting.add(row);
      toRun = running ? List.of() : next();
      running = true;
    } finally {
      lock.unlock();
    }
    while (true) {
      if (!toRun.isEmpty()) {
        runForAll(toRun);
        break;
      }
      if (row.done) {
        break;
      }
      LockSupport.park(this);
      toRun = row.toRun;
    }
    if (row.failure != null) {
      throw row.failure;
    }
    return row.answer;
  }

  /** What waits, up to a batch, to be run together. */
  private List<Row> next() {
    List<Row> rows = new ArrayList<>();
    while (rows.size() < batch && !waiting.isEmpty()) {
      rows.add(waiting.remove());
    }
    room.signalAll();
    return rows;
  }

  /** Runs rows, the first of them the caller's own, and hands over to who has waited longest. */
  private void runForAll(List<Row> rows) {
    try {
      run(rows);
    } finally {
      List<Row> next;
      lock.lock();
      try {
        next = next();
        running = !next.isEmpty();
      } finally {
        lock.unlock();
      }
      if (!next.isEmpty()) {
        next.getFirst().toRun = next;
        LockSupport.unpark(next.getFirst().caller);
      }
      rows.subList(1, rows.size()).forEach(Row::done);
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
    } catch (InvalidInputException | IllegalArgumentException failure) {
      if (rows.size() == 1) {
        rows.getFirst().failure = failure;
      } else {
        // Whose row it is that the model cannot take shows when each is run alone.
        rows.forEach(row -> run(List.of(row)));
      }
    } catch (RuntimeException failure) {
      rows.forEach(row -> row.failure = failure);
    }
  }

  /** As {@link #each(List, Function, int, Attempts)}, with at most a batch of rows in one run. */
  <T> List<Optional<T>> each(
      List<PerceptorInput> inputs,
      Function<PerceptorInput, Ready<T>> preparation,
      Attempts attempts) {
    return each(inputs, preparation, batch, attempts);
  }

  /**
   * Runs the model on the rows of several inputs: those of so many inputs together as have a batch
   * of rows. With a batch of 1 each input is run by itself.
   *
   * @param preparation makes an input ready, when it is its turn
   * @param most rows in one run, where inputs have several
   * @param attempts where wrong inputs are told
   * @return in the order of the inputs, empty for those that are wrong
   */
  <T> List<Optional<T>> each(
      List<PerceptorInput> inputs,
      Function<PerceptorInput, Ready<T>> preparation,
      int most,
      Attempts attempts) {
    List<Optional<T>> results =
        new ArrayList<>(Collections.nCopies(inputs.size(), Optional.empty()));
    List<Turn<T>> turns = new ArrayList<>();
    int rows = 0;
    for (int i = 0; i < inputs.size(); i++) {
      PerceptorInput input = inputs.get(i);
      Optional<Ready<T>> ready = attempts.take(() -> preparation.apply(input));
      if (ready.isPresent()) {
        turns.add(new Turn<>(i, input.place(), ready.get()));
        rows += ready.get().rows().size();
      }
      if (!turns.isEmpty() && (rows >= batch || i == inputs.size() - 1)) {
        run(turns, most, attempts, results);
        turns.clear();
        rows = 0;
      }
    }
    return results;
  }

  private <T> void run(
      List<Turn<T>> turns, int most, Attempts attempts, List<Optional<T>> results) {
    List<float[]> rows = turns.stream().flatMap(turn -> turn.ready().rows().stream()).toList();
    Attempts together = turns.size() == 1 ? attempts : new Attempts();
    Optional<List<List<float[]>>> answers =
        together.take(() -> answers(rows, most, turns.getFirst().place()));
    if (answers.isEmpty() && turns.size() > 1) {
      // Which input it is that the model cannot take shows when each is run alone.
      turns.forEach(turn -> run(List.of(turn), most, attempts, results));
    }
    if (answers.isPresent()) {
      int from = 0;
      for (Turn<T> turn : turns) {
        int to = from + turn.ready().rows().size();
        List<List<float[]>> own = answers.get().subList(from, to);
        results.set(turn.number(), attempts.take(() -> turn.ready().result().apply(own)));
        from = to;
      }
    }
  }

  /** For each row, one row of each output. So many rows are run together at most. */
  private List<List<float[]>> answers(List<float[]> rows, int most, String place) {
    if (rows.size() == 1) {
      return List.of(answer(rows.getFirst(), place));
    }
    List<List<float[]>> answers = new ArrayList<>(rows.size());
    for (int from = 0; from < rows.size(); from += most) {
      int to = Math.min(rows.size(), from + most);
      answers.addAll(answers(rows.subList(from, to).toArray(float[][]::new), place));
    }
    return answers;
  }

  /** Most rows of several callers or inputs in one run. */
  int batch() {
    return batch;
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
