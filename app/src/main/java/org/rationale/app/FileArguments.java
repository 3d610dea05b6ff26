package org.rationale.app;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Takes what follows an option for files: the next argument, whatever it is, and those after it as
 * long as they name files. So {@code --rules a.srl b.srl 'SELECT ...'} leaves the query alone,
 * which an open arity would take for a third file.
 */
final class FileArguments implements IParameterConsumer {

  FileArguments() {}

  @Override
  @SuppressWarnings("JdkObsolete") // the type of the stack is picocli's
  public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
    if (arguments.isEmpty()) {
      throw new ParameterException(
          command.commandLine(), "Missing required parameter for option '%s'".formatted(option));
    }
    List<String> files = new ArrayList<>();
    List<String> before = option.getValue();
    if (before != null) {
      files.addAll(before);
    }
    files.add(arguments.pop());
    while (!arguments.isEmpty() && isFile(arguments.peek())) {
      files.add(arguments.pop());
    }
    option.setValue(files);
  }

  private static boolean isFile(String argument) {
    try {
      return Files.isRegularFile(Path.of(argument));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
