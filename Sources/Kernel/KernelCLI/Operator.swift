import Foundation
import Kernel
import KernelCrypto
import KernelHTTP
import Logging

/// Asks the kernel as the operator: a running server through its socket, else a process of its own on the folder.
struct Operator {
    let options: CommandOptions
    /// The file of keys that the command names.
    var keys: String?

    /// The answer's JSON.
    /// - Throws: `Refusal` with the problem's detail.
    func ask(_ method: String, _ path: String, query: String = "", body: [UInt8] = []) async throws -> JSONValue {
        // A part of a path that was given as an empty word would lead elsewhere.
        guard !path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().contains("") else {
            throw Refusal("An empty word is no id.")
        }
        let outcome = try await send(method, path, query: query, body: body)
        let json = outcome.body.isEmpty ? JSONValue.null : try JSONReader.read(outcome.body)
        guard outcome.status < 400 else { throw refusal(json, outcome.status) }
        return json
    }

    /// The answer as it came.
    func send(_ method: String, _ path: String, query: String = "", body: [UInt8] = []) async throws -> Outcome {
        var headers = InvocationHeaders()
        headers.contentType = body.isEmpty ? nil : "application/json"
        let ids = IDGenerator(clock: SystemClock(), random: SystemRandom())
        let invocation = Invocation(
            method: method,
            path: path,
            query: query,
            headers: headers,
            body: body,
            requestID: ids.next().raw,
            origin: .operatorConsole
        )
        let client = OperatorClient(socketPath: OperatorSocket.path(inDataFolder: options.data))
        do {
            if try client.serverListens() {
                guard options.packFolders.isEmpty else {
                    throw Refusal("A server runs on `\(options.data)` and has its own --packs; leave the option out.")
                }
                guard options.plugins == nil else {
                    throw Refusal("A server runs on `\(options.data)` and has its own --plugins; leave the option out.")
                }
                guard keys == nil else {
                    throw Refusal("A server runs on `\(options.data)` and has its own --keys; leave the option out.")
                }
                return try client.send(invocation)
            }
        } catch let error as OperatorClientError {
            throw Refusal("\(error)")
        }
        return try await alone(invocation)
    }

    private func alone(_ invocation: Invocation) async throws -> Outcome {
        guard FileManager.default.fileExists(atPath: options.data) || invocation.method != "GET" else {
            throw Refusal(
                "There is no data folder `\(options.data)`. Start with `kernel serve`, or name one with --data."
            )
        }
        var logger = Logger(label: "kernel")
        logger.logLevel = .error
        var settings = KernelProcess.Options(data: options.data, packs: options.packs, logger: logger)
        settings.keys = keys
        settings.plugins = options.plugins
        let process = try KernelProcess(settings)
        do {
            try await process.recover(logger)
        } catch {
            await process.close()
            throw error
        }
        let outcome = await process.runtime.handle(invocation)
        await process.close()
        return outcome
    }

    private func refusal(_ problem: JSONValue, _ status: Int) -> Refusal {
        let detail = problem["detail"]?.text ?? "The kernel refused (\(status))."
        let findings: [String] =
            if case .array(let items)? = problem["errors"] {
                items.map { "  \($0["path"]?.text ?? ""): \($0["message"]?.text ?? "")" }
            } else {
                []
            }
        let told = findings.filter { line in !detail.contains(line.drop { $0 == " " }.split(separator: ": ").last ?? "")
        }
        let code = problem["code"]?.text ?? ""
        return Refusal(([detail] + told).joined(separator: "\n"), exitCode: code == "choose_tenant" ? 2 : 1)
    }
}

extension JSONValue {
    /// The items of a list member.
    func items(_ name: String) -> [JSONValue] {
        if case .array(let items)? = self[name] { items } else { [] }
    }

    /// The texts of a list member, joined.
    func list(_ name: String) -> String {
        items(name).compactMap(\.text).joined(separator: ", ")
    }

    /// A text member, or `-`.
    func string(_ name: String) -> String {
        switch self[name] {
        case .string(let text): text
        case .number(let text): text
        case .bool(let flag): flag ? "yes" : "no"
        default: "-"
        }
    }
}

/// Rows in aligned columns.
enum TextTable {
    static func write(_ header: [String], _ rows: [[String]]) -> String {
        let all = [header] + rows
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { row in
            zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
                .trimmingCharacters(in: .whitespaces)
        }.joined(separator: "\n")
    }
}

extension CommandOptions {
    /// Prints an answer: as it came for `json`, by `text` for people.
    func show(_ answer: JSONValue, text: (JSONValue) -> String) {
        switch format {
        case .text: Console.line(text(answer))
        case .json:
            var writer = JSONWriter()
            writer.value(answer)
            Console.line(String(decoding: writer.bytes, as: UTF8.self))
        }
    }
}
