import ArgumentParser

@main
struct KernelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "kernel", abstract: "A server for multi-tenant business software.")
}
