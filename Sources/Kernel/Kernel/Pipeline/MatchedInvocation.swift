/// After step 1: a request whose path means something, its query read.
struct MatchedInvocation {
    let invocation: Invocation
    /// `nil` where the path means nothing; told only after it is known who asks.
    let match: MatchStep.Match?
    let refusal: KernelError?
    let query: [(name: String, value: String)]

    init(_ invocation: Invocation, _ result: MatchStep.Result) throws(KernelError) {
        self.invocation = invocation
        query = try PercentCoding.pairs(of: invocation.query)
        switch result {
        case .matched(let match):
            self.match = match
            refusal = nil
        case .nothing:
            match = nil
            refusal = .notFound
        case .otherMethods(let methods):
            var error = KernelError(.methodNotAllowed, "This path answers \(methods.joined(separator: ", ")).")
            error.headers = [Outcome.Header("Allow", methods.joined(separator: ", "))]
            match = nil
            refusal = error
        }
    }
}
