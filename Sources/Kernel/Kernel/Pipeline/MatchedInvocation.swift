/// After step 1: a request whose path means something, its query read.
struct MatchedInvocation {
    let invocation: Invocation
    /// `nil` where the path means nothing; told only after it is known who asks.
    let match: MatchStep.Match?
    let refusal: KernelError?
    /// Whether the refusal may be told to anybody.
    let isPublicRefusal: Bool
    let query: [(name: String, value: String)]

    init(_ invocation: Invocation, _ result: MatchStep.Result) throws(KernelError) {
        self.invocation = invocation
        query = try PercentCoding.pairs(of: invocation.query)
        switch result {
        case .matched(let match):
            self.match = match
            refusal = nil
            isPublicRefusal = false
        case .nothing:
            match = nil
            refusal = .notFound
            isPublicRefusal = false
        case .otherMethods(let methods, let isPublic):
            var error = KernelError(.methodNotAllowed, "This path answers \(methods.joined(separator: ", ")).")
            error.headers = [Outcome.Header("Allow", methods.joined(separator: ", "))]
            match = nil
            refusal = error
            isPublicRefusal = isPublic
        }
    }
}
