package org.rationale.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.apache.jena.sys.JenaSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs benchmarks by name and prints a line of JSON for each. */
@Command(
    name = "tests/bench/run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs benchmarks, all or those named, and prints one line of JSON for each.",
      "Both sides of a ratio are measured in the same run, in turns. The exit code is 1 if an aim is missed."
    })
final class Main implements Callable<Integer> {

  @Parameters(arity = "0..*", paramLabel = "NAME", description = "which benchmarks; none: all")
  private List<String> names = new ArrayList<>();

  @Option(names = "--list", description = "print the names and end")
  private boolean list;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "5",
      description = "how often each side is timed (default: ${DEFAULT-VALUE})")
  private int rounds;

  @Option(
      names = "--universities",
      paramLabel = "1|10",
      defaultValue = "10",
      description = "size of the university benchmark (default: ${DEFAULT-VALUE})")
  private int universities;

  public static void main(String[] arguments) {
    JenaSystem.init();
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public Integer call() {
    Map<String, Supplier<List<Report>>> all = new Benchmarks(universities, rounds).all();
    if (list) {
      all.keySet().forEach(System.out::println);
      return 0;
    }
    for (String name : names) {
      if (!all.containsKey(name)) {
        System.err.printf("There is no benchmark [%s]; --list prints the names.%n", name);
        return 2;
      }
    }
    boolean met = true;
    for (Map.Entry<String, Supplier<List<Report>>> benchmark : all.entrySet()) {
      if (names.isEmpty() || names.contains(benchmark.getKey())) {
        for (Report report : benchmark.getValue().get()) {
          System.out.println(report.json());
          met &= report.met();
        }
      }
    }
    return met ? 0 : 1;
  }
}
